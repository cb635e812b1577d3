import type { CloudEvent } from "../adapter/index.ts";

/** One delivery of one event to one function. */
export interface Attempt<T = unknown> {
  readonly event: CloudEvent<T>;
  readonly function: string;
  /** Which delivery of the event, from 1. */
  readonly attempt: number;
  readonly instance: number;
  /** Events that were handed over together share it. */
  readonly delivery: number;
  /** Milliseconds since the simulation began. */
  readonly at: number;
  /** The same; undefined while it runs. */
  readonly endedAt?: number | undefined;
  readonly ended?: "done" | "retry" | "reject" | "timeout" | "crash" | undefined;
  readonly error?: Error | undefined;
}

/** An attempt that may still run. */
export type OpenAttempt = { -readonly [K in keyof Attempt]: Attempt[K] };

/** An event that nobody could handle. */
export interface DeadLetter<T = unknown> {
  readonly event: CloudEvent<T>;
  readonly function: string;
  readonly reason: string;
  readonly attempts: number;
  /** Milliseconds since the simulation began. */
  readonly at: number;
  /** `true` where the provider has none, and the event is gone. */
  readonly lost: boolean;
}
