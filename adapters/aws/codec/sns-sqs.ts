import type { Codec } from "unmoor/adapter";
import { reader } from "./records.ts";
import { type BatchReply, settle } from "./settle.ts";
import { isNotification, notified } from "./sns.ts";
import { claimsSqs, delivered, message, type SqsEvent, type SqsOptions } from "./sqs.ts";

/** SNS through a queue of its own. Messages without its envelope come by raw delivery. */
export function snsSqs(options: SqsOptions = {}): Codec<"events", SqsEvent, BatchReply | undefined> {
  return {
    name: "sns-sqs",
    kind: "events",
    claims: claimsSqs,
    decode: reader(({ Records }) =>
      Records.map((record) => {
        let inner: unknown;
        try {
          inner = JSON.parse(record.body);
        } catch {}
        return isNotification(inner)
          ? notified(inner, delivered(record, options), record.attributes.AWSTraceHeader)
          : message(record, options, "dev.unmoor.topic");
      }),
    ),
    encode: (settled) => settle(settled, options),
  };
}
