import type { Schema } from "./schema.ts";
import type { AnySource, ChannelOptions } from "./source.ts";

/** What an event's attributes must be, each exactly. */
export interface EventMatch {
  readonly type: string;
  readonly source?: string;
  readonly subject?: string;
}

/** Events of a type, from wherever a provider routes them. */
export interface MatchedEvents<In, Out> extends AnySource {
  readonly kind: "cloudEvent";
  readonly match: Readonly<Record<string, string>>;
  readonly schema: Schema<In, Out> | undefined;
}

/**
 * Any CloudEvent of a type: of an event bus, of a partner, of your own.
 *
 * @example export const paid = on(cloudEvent({ type: "com.stripe.payment.succeeded" }), async (event) => { … });
 */
/* @__NO_SIDE_EFFECTS__ */
export function cloudEvent<In = unknown, Out = In>(
  match: EventMatch,
  { schema }: ChannelOptions<In, Out> = {},
): MatchedEvents<In, Out> {
  return { kind: "cloudEvent", match: { ...match }, schema };
}
