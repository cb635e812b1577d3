import type { Schema } from "./schema.ts";

/** A source that can also be sent to: the sender has `In`, the handler gets `Out` (schemas transform). */
export interface Channel<Kind extends string, Name extends string, In, Out> {
  readonly kind: Kind;
  readonly name: Name;
  readonly schema: Schema<In, Out> | undefined;
  /** In order by group; providers without it lack the trigger. */
  readonly fifo: boolean;
}

/** Choices for a queue. */
export interface QueueOptions<In, Out> {
  /** Any Standard Schema: validates and types both ends. */
  readonly schema?: Schema<In, Out>;
  readonly fifo?: boolean;
}

/**
 * A work queue: each message is handled by one consumer, again until it is done or dead-lettered.
 *
 * @example
 * export const orders = queue("orders", { schema: z.object({ total: z.number() }) });
 */
/* @__NO_SIDE_EFFECTS__ */
export function queue<const Name extends string, In = unknown, Out = In>(
  name: Name,
  { schema, fifo = false }: QueueOptions<In, Out> = {},
): Channel<"queue", Name, In, Out> {
  return { kind: "queue", name, schema, fifo };
}
