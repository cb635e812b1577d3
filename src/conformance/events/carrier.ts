import type { EventTrait, HttpTrait, Limits, Settled, Trait, Trigger } from "../../adapter/index.ts";

/** Triggers that bring events. */
export type EventTrigger = Exclude<Trigger, "http" | "task">;

/** An event as its sender knows it, and what the provider would say of it. All parts have a default. */
export interface Sent {
  readonly id?: string;
  readonly source?: string;
  /** Of a trigger's own kind by default. */
  readonly type?: string;
  readonly subject?: string;
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly data?: unknown;
  /** Further attributes. */
  readonly extensions?: Readonly<Record<string, string>>;
  /** The bytes are not the JSON that they are said to be. */
  readonly broken?: boolean;
  /** Message group, shard or partition. */
  readonly lane?: string;
  /** Events of one receipt are one message. */
  readonly receipt?: string;
  readonly attempt?: number;
  /** W3C traceparent. */
  readonly trace?: string;
}

/** What the way to a function can do, whatever the shape: deliveries may come as HTTP requests. */
export type RoadTraits = Readonly<Record<Extract<HttpTrait, "bodies">, Trait>>;

/** What the app told of one event that it was given. */
export interface Told {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** JSON as it is, bytes as `{ $bytes: "base64" }`, long text as `{ $length }`; absent where there are none. */
  readonly data?: unknown;
  /** How many events came in the same call of the handler, and how many calls were under way in this invocation. */
  readonly size: number;
  readonly busy: number;
  readonly attempt?: number;
  readonly trace?: string;
  readonly function: string;
  readonly provider: string;
  readonly invocation: string;
  /** Of a dead letter: the message of the error. */
  readonly reason?: string;
}

/** What became of events. */
export interface Delivered {
  /** By event, in the order they were sent: what the provider takes it for. */
  readonly settled: readonly Settled[];
  /** What handlers were given, in the order they were called. */
  readonly handled: readonly Told[];
  /** What dead-letter handlers were given. */
  readonly buried: readonly Told[];
  readonly log: string;
  /** Milliseconds by the host's clock. */
  readonly tookMs: number;
}

/** Something that takes events to the scenarios' app and tells what became of them. */
export interface EventCarrier {
  readonly provider: string;
  readonly shape: string;
  readonly trigger: EventTrigger;
  readonly traits: Readonly<Record<EventTrait, Trait> & RoadTraits>;
  readonly limits: Limits;
  /** Whether several events come in one delivery; otherwise each is a delivery of its own. */
  readonly batches: boolean;
  /** Milliseconds since the epoch, by the functions' own clock. */
  now(): number;
  /** By how many milliseconds work may end late, where time is the machine's own; 0 by default. */
  readonly lateMs?: number;
  /**
   * Delivers events, in one delivery where the shape can.
   *
   * @param variant of the app's functions of this trigger: `plain` is the function `queuePlain`
   */
  deliver(variant: string, events: readonly Sent[]): Promise<Delivered>;
}

/** Something that calls tasks of the scenarios' app. */
export interface TaskCarrier {
  readonly provider: string;
  readonly shape: string;
  readonly trigger: "task";
  readonly traits: RoadTraits;
  readonly limits: Limits;
  /** Calls a task; an Error is a call that failed, as the caller sees it. */
  call(name: string, input: unknown): Promise<{ readonly result: unknown; readonly log: string }>;
}
