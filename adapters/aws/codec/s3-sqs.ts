import type { Codec } from "unmoor/adapter";
import { reader } from "./records.ts";
import { claimsS3, objectsOf } from "./s3.ts";
import { type BatchReply, settle } from "./settle.ts";
import { claimsSqs, delivered, message, type SqsEvent, type SqsOptions } from "./sqs.ts";

/**
 * Notifications of S3 through a queue. The records of one message share its receipt: the message comes again when one
 * of them failed. A test event is acknowledged.
 */
export function s3Sqs(options: SqsOptions = {}): Codec<"events", SqsEvent, BatchReply | undefined> {
  return {
    name: "s3-sqs",
    kind: "events",
    claims: claimsSqs,
    decode: reader(({ Records }) =>
      Records.flatMap((record) => {
        const { channel, ...rest } = delivered(record, options);
        let inner: unknown;
        try {
          inner = JSON.parse(record.body);
        } catch {}
        if (claimsS3(inner)) return objectsOf(inner, rest);
        const { event, ...stray } = message(record, options, "dev.unmoor.bucket");
        return {
          ...stray,
          event: { ...event, data: new TextEncoder().encode(record.body) },
          fault: new TypeError("the message is no notification of S3"),
        };
      }),
    ),
    encode: (settled) => settle(settled, options),
  };
}
