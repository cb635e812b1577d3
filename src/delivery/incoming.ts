import type { CloudEvent } from "./cloud-event.ts";

/** One event of a delivery, with what the provider said about it. */
export interface Incoming {
  readonly event: CloudEvent;
  /** Its data could not be decoded: rejected alone; `event.data` holds the raw bytes for the dead letter. */
  readonly fault?: Error | undefined;
  /** What the provider calls it in our answer; events sharing one (S3 over SQS) settle as one, the worst wins. */
  readonly receipt?: string | undefined;
  /** Shard, partition or message group: serial inside, stops at its first retry; lanes run in parallel. */
  readonly lane?: string | undefined;
  /** Queue, topic or stream it came through. */
  readonly channel?: string | undefined;
  /** 1 for the first delivery; absent where the provider does not say. */
  readonly attempt?: number | undefined;
  /** The provider will not deliver it again. */
  readonly last?: boolean | undefined;
  /** W3C traceparent. */
  readonly trace?: string | undefined;
}
