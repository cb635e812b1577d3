import type { CloudEvent, LogRecord } from "../adapter/index.ts";
import type { App, Duration } from "../app/index.ts";
import type { Attempt, DeadLetter } from "./attempt.ts";
import type { SendOptions } from "./event.ts";
import type { Fault } from "./fault.ts";
import type { BucketNames, DataFor, InputOf, Names, ResultOf, Sendable, TaskNames, TaskOf } from "./names.ts";
import type { Trace } from "./trace.ts";

/** An app under test, on a cloud that is in memory. */
export interface Cloud<A = App> {
  /** Its app, for types alone. */
  readonly "~app"?: A;
  /**
   * Sends a request through the provider's codec and back.
   *
   * @param input a path, a URL or a Request
   */
  fetch(input: string | Request, init?: RequestInit): Promise<Response>;
  /**
   * Sends data to a channel, by the source's value or by its name. It is delivered as soon as time is let go on:
   * `settled()`, `clock.advance()`.
   *
   * @throws `LIMIT_EXCEEDED`, `DELAY_TOO_LONG`; `UNKNOWN_CHANNEL`; an error named `Reject` for data that the schema refuses
   */
  send<const C extends Names<A> | Sendable>(
    channel: C,
    data: DataFor<A, C>,
    options?: SendOptions,
  ): Promise<CloudEvent<DataFor<A, C>>>;
  /** The same with several at once, which a provider with batches hands over together. */
  sendBatch<const C extends Names<A> | Sendable>(
    channel: C,
    data: readonly DataFor<A, C>[],
    options?: Omit<SendOptions, "id">,
  ): Promise<readonly CloudEvent<DataFor<A, C>>[]>;
  /** Puts an object into a bucket: its functions get the event. */
  upload(
    bucket: BucketNames<A> | BucketLike,
    key: string,
    body?: string | Uint8Array,
    options?: { readonly contentType?: string },
  ): Promise<CloudEvent>;
  /** Takes an object out of a bucket. */
  remove(bucket: BucketNames<A> | BucketLike, key: string): Promise<CloudEvent>;
  /**
   * Calls a task, by its value or by its name.
   *
   * @throws `UNKNOWN_TASK`; what a caller on this provider learns of a failure
   */
  invoke<const T extends TaskNames<A> | AnyTask>(
    task: T,
    input: InputOf<TaskOf<A, T>>,
  ): Promise<ResultOf<TaskOf<A, T>>>;
  /** Virtual time: it moves only when it is told to, or while somebody waits for the cloud. */
  readonly clock: {
    readonly now: Date;
    advance(by: Duration): Promise<void>;
    to(at: Date | string): Promise<void>;
  };
  /**
   * Runs until nothing is left to do: every delivery, every retry, all `waitUntil` work.
   *
   * @throws `UNSETTLED` where that never comes, with what is pending and since when; `ENDLESS_RETRY` with its event
   */
  settled(): Promise<void>;
  /** What goes wrong from now on. */
  inject(...faults: readonly Fault[]): void;
  /** Deliveries so far, of one channel or function or of all. */
  attempts<const C extends Names<A> | Sendable | (keyof A & string)>(of?: C): readonly Attempt<DataFor<A, C>>[];
  /** Events that the provider gave up. */
  readonly deadLetters: readonly DeadLetter[];
  /** Delivers the dead letters anew. */
  redrive(): Promise<void>;
  readonly instances: readonly { readonly id: number; readonly invocations: number; readonly alive: boolean }[];
  /** Every instance dies; the next call starts cold. */
  recycle(): void;
  /** The most calls at the same time, and the most messages that waited. */
  readonly peak: { readonly concurrency: number; readonly backlog: number };
  readonly trace: Trace;
  /** What has been logged so far. */
  readonly log: readonly LogRecord[];
  /** What went wrong so far, by exact names. */
  readonly faults: readonly Fault[];
  /** The provider that it runs as. */
  readonly provider: string;
  /** What the shapes lack that were used so far, by trait: the adapter's own sentences. */
  readonly lacks: Readonly<Record<string, string>>;
}

/** Any task, its types forgotten. */
interface AnyTask {
  readonly kind: "task";
  readonly name: string;
}

interface BucketLike {
  readonly kind: "bucket";
  readonly name: string;
}
