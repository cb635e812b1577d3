import { type Codec, eventToJson, type Incoming, type Inverse, type Invocation } from "unmoor/adapter";
import type { EventOptions, EventWire } from "../codec/event.ts";

/**
 * The provider's side of a shape whose deliveries end as a whole: a call that failed brings all of it again.
 *
 * @param codec knows the lanes of a delivery
 */
export const wholeInverse = (
  codec: (options: EventOptions) => Codec<"events", EventWire, void>,
  wire: (events: readonly Incoming[]) => EventWire,
): Inverse<"events", EventWire, void> => ({
  wire: ({ events }) => wire(events),
  outcome(reply, native) {
    const { events } = codec({}).decode(native, { id: "inverse", at: 0 } as Invocation);
    return events.map(({ lane }) => ({
      ...(reply instanceof Error ? { is: "retry" as const, error: reply } : { is: "done" as const }),
      ...(lane !== undefined && { lane }),
    }));
  },
});

/** A binding with what a call of it brings: one message, or with several a batch. */
export function delivery(
  trigger: Readonly<Record<string, unknown>>,
  list: readonly { readonly input: unknown; readonly metadata: Readonly<Record<string, unknown>> }[],
  { retries = 0, metadata = {} }: Partial<Pick<EventWire, "retries" | "metadata">> = {},
): EventWire {
  const [first] = list;
  if (list.length === 1 && first)
    return { input: first.input, trigger, metadata: { ...metadata, ...first.metadata }, retries };
  const names = new Set(list.flatMap((each) => Object.keys(each.metadata)));
  const arrays = [...names].map((name) => [`${name}Array`, list.map((each) => each.metadata[name] ?? null)]);
  return {
    input: list.map(({ input }) => input),
    trigger: { ...trigger, cardinality: "many" },
    metadata: { ...metadata, ...Object.fromEntries(arrays) },
    retries,
  };
}

/** The CloudEvent itself, as JSON. */
export const structured = (event: Incoming["event"]): unknown => JSON.parse(JSON.stringify(eventToJson(event)));
