import type { Codec } from "unmoor/adapter";
import { type BridgeEvent, eventBridge } from "./event-bridge.ts";
import { claimsS3 } from "./s3.ts";
import { s3EventBridge } from "./s3-event-bridge.ts";
import { s3Sqs } from "./s3-sqs.ts";
import { scheduleRule } from "./schedule-rule.ts";
import { scheduler } from "./scheduler.ts";
import type { BatchReply, EventOptions } from "./settle.ts";
import { isNotification } from "./sns.ts";
import { snsSqs } from "./sns-sqs.ts";
import { type SqsEvent, type SqsOptions, sqs } from "./sqs.ts";

// A unit of the build has a queue or a rule to itself, and takes whatever comes through it. Where one handler serves
// several sources, what a message looks like tells them apart: these codecs claim no event that another one does.

/** The codec, for those of its events that `fits`. */
const told = <Wire, Reply>(
  codec: Codec<"events", Wire, Reply>,
  fits: (wire: Wire) => boolean,
): Codec<"events", Wire, Reply> => ({
  ...codec,
  claims: (native): native is Wire => codec.claims(native) && fits(native),
});

function wrapped(body: string): "sns" | "s3" | undefined {
  let inner: unknown;
  try {
    inner = JSON.parse(body);
  } catch {}
  return isNotification(inner) ? "sns" : claimsS3(inner) ? "s3" : undefined;
}

/** What all messages of a delivery carry: notifications of SNS, or of S3; nothing where they do not agree. */
function wrapping({ Records }: SqsEvent): "sns" | "s3" | undefined {
  const kinds = new Set(Records.map(({ body }) => wrapped(body)));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

type Queued = Codec<"events", SqsEvent, BatchReply | undefined>;

/** SQS, but for notifications of SNS and S3. */
export const toldSqs = (options?: SqsOptions): Queued => told(sqs(options), (wire) => !wrapping(wire));
/** SNS over SQS, but for raw delivery. */
export const toldSnsSqs = (options?: SqsOptions): Queued => told(snsSqs(options), (wire) => wrapping(wire) === "sns");
/** S3 over SQS. */
export const toldS3Sqs = (options?: SqsOptions): Queued => told(s3Sqs(options), (wire) => wrapping(wire) === "s3");
/** EventBridge, but for objects of S3 and schedules. */
export const toldEventBridge = (options?: EventOptions): Codec<"events", BridgeEvent, undefined> => {
  const others = [s3EventBridge(), scheduler(), scheduleRule()];
  return told(eventBridge(options), (wire) => !others.some((other) => other.claims(wire)));
};
