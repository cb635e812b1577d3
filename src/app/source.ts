import type { Schema } from "./schema.ts";

/** What events can come from. */
export type SourceKind = "queue" | "topic" | "stream" | "bucket" | "schedule" | "cloudEvent";

/** Any source, its types forgotten: what the build and the pipeline read of one. */
export interface AnySource {
  readonly kind: SourceKind;
  /** Of queue, topic, stream and bucket. */
  readonly name?: string;
  /** In order by group. */
  readonly fifo?: boolean;
  /** Validates and types the data. */
  readonly schema?: unknown;
  readonly cron?: string;
  readonly timeZone?: string;
  readonly match?: Readonly<Record<string, string>>;
}

/** A source that can also be sent to: the sender has `In`, the handler gets `Out` (schemas transform). */
export interface Channel<Kind extends SourceKind, Name extends string, In, Out> extends AnySource {
  readonly kind: Kind;
  readonly name: Name;
  readonly schema: Schema<In, Out> | undefined;
  readonly fifo: boolean;
}

/** Choices for a channel. */
export interface ChannelOptions<In, Out> {
  /** Any Standard Schema: validates and types both ends. */
  readonly schema?: Schema<In, Out>;
}

/** Choices for a queue. */
export interface QueueOptions<In, Out> extends ChannelOptions<In, Out> {
  /** In order by group; providers without it lack the trigger. */
  readonly fifo?: boolean;
}

/**
 * A work queue: each message is handled by one consumer, again until it is done or dead-lettered.
 *
 * @example export const orders = queue("orders", { schema: z.object({ total: z.number() }) });
 */
/* @__NO_SIDE_EFFECTS__ */
export function queue<const Name extends string, In = unknown, Out = In>(
  name: Name,
  { schema, fifo = false }: QueueOptions<In, Out> = {},
): Channel<"queue", Name, In, Out> {
  return { kind: "queue", name, schema, fifo };
}

/**
 * A topic: each function that listens gets every message, by itself.
 *
 * @example export const audit = on(topic("audit"), async (event) => { … });
 */
/* @__NO_SIDE_EFFECTS__ */
export function topic<const Name extends string, In = unknown, Out = In>(
  name: Name,
  { schema }: ChannelOptions<In, Out> = {},
): Channel<"topic", Name, In, Out> {
  return { kind: "topic", name, schema, fifo: false };
}

/**
 * A stream: records in order by shard or partition, and a record that is retried holds up those behind it.
 *
 * @example export const clicks = on(stream("clicks"), { batch: 100 }, async (events) => { … });
 */
/* @__NO_SIDE_EFFECTS__ */
export function stream<const Name extends string, In = unknown, Out = In>(
  name: Name,
  { schema }: ChannelOptions<In, Out> = {},
): Channel<"stream", Name, In, Out> {
  return { kind: "stream", name, schema, fifo: false };
}
