/**
 * How a provider treats what it hands over through a shape: what the simulator plays. Data, because the simulator knows
 * no provider; every number has its source where it stands. Times are milliseconds. Never bundled.
 *
 * A shape without one gets the generic profile of the in-memory provider.
 */
export interface Profile {
  readonly instance: InstanceProfile;
  /** Of shapes that carry events. */
  readonly delivery?: DeliveryProfile;
  /** What the provider's own parts need to be let in: joins the environment of the functions. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What runs a function. */
export interface InstanceProfile {
  /** Calls at the same time in one instance. */
  readonly concurrency: number;
  /** Instances of one unit. */
  readonly instances: number;
  /** How long an idle instance stays. */
  readonly keepMs: number;
  /** A call may take so long unless the function says less. */
  readonly timeoutMs: number;
  /** After its reply an instance stands still until the next call: work that nobody told it of waits. */
  readonly freezes: boolean;
  /** `waitUntil` work ends before the reply leaves, or goes on after it. */
  readonly waits: "before" | "after";
  /** What the provider answers a client itself. */
  readonly answers: Answers;
}

/** Statuses of answers that no function gave. */
export interface Answers {
  /** The body of the request is too large. */
  readonly requestBytes: number;
  /** The response is. */
  readonly responseBytes: number;
  readonly headerBytes: number;
  readonly urlBytes: number;
  /** No instance is free. */
  readonly throttled: number;
  /** The instance died, or said nothing that can be read. */
  readonly failed: number;
  /** There was no answer in time. */
  readonly timeout: number;
}

/** How events are delivered, and what becomes of those that fail. */
export interface DeliveryProfile {
  /** Up to `max` events in one delivery, `usual` where the function does not ask; `maxInOrder` where lanes are keys. */
  readonly batch: { readonly usual: number; readonly max: number; readonly maxInOrder?: number };
  /** A batch that is not full waits at most so long, where the function asks for a window; not where lanes are keys. */
  readonly maxWindowMs: number;
  /**
   * What is kept in order for a source that asks for it, a stream or a FIFO queue. `"key"`: whatever shares a key
   * (message group, session, ordering key). Numbered lanes (shards, partitions): a key always falls into the same one,
   * and a delivery is of one lane. Absent: nothing.
   */
  readonly lanes?: "key" | { readonly count: number; name(lane: number, channel: string): string };
  /** Pauses before the second, third … delivery; the last one repeats. `"lease"`: when the lease of the failed one ends. */
  readonly backoff: "lease" | "never" | readonly number[];
  /** So long nobody else gets what was handed over; then it counts as failed. By the time limit of the function. */
  leaseMs(timeoutMs: number, windowMs: number): number;
  /** The lease lasts as long as the instance lives and works. */
  readonly renewed?: boolean;
  /** Deliveries before an event is exhausted, where the function does not say; codecs are told the number. */
  readonly attempts: number;
  /** So many more come when the last of those fails, too; `Infinity` where the provider itself never gives up. */
  readonly spare?: number;
  /** What becomes of the exhausted. */
  readonly exhausted: "deadLetter" | "lost";
  /** An event older than this is delivered no more. */
  readonly retentionMs: number;
  /** What becomes of those. */
  readonly expired: "deadLetter" | "lost";
  /** An event whose instance died is gone. */
  readonly crashLoses?: boolean;
  /** After a failed batch, the next ones are halves until the poison is alone. */
  readonly bisects?: boolean;
  /** The longest delay that a sender may ask for; 0 where there is none. */
  readonly maxDelayMs: number;
  /** The longest delay that a `Retry` may ask for. */
  readonly maxRetryDelayMs: number;
  /** Of schedules: every IANA zone, or UTC alone. */
  readonly zones?: "any" | "UTC";
  /** What the provider calls the n-th event of a channel, where the wire needs a number of its own making. */
  receipt?(number: number): string;
}
