import type { Io } from "./io.ts";
import type { Entry, Queue } from "./queue.ts";

/** What virtual globals ask of a clock. */
export interface Engine {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Where `performance` counts from. */
  readonly start: number;
  readonly queue: Queue;
  /** Timers of frozen scopes: they do not fire, but they are not forgotten. */
  readonly parked: Set<Entry>;
  /** The next place in the order of creation. */
  order(): number;
  /** Immediates that have not run, by one more or less. */
  immediates(by: 1 | -1): void;
  /** An exception that no one else takes: it rejects whoever drives the clock. */
  fail(thrown: unknown): void;
  readonly io: Io;
}
