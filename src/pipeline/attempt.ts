import type { Context, EventFunction, Schema } from "../app/index.ts";
import type { CloudEvent, Incoming, Settlement } from "../delivery/index.ts";
import { absent, BATCHES, LAYERS, SCHEMAS } from "./features.ts";
import { onion } from "./onion.ts";
import { rejected, settlementOf } from "./outcome.ts";
import { validated } from "./validated.ts";

/** Hands events to a handler, once: one settlement an event. Never rejects. */
export type Attempt = (group: readonly Incoming[], context: Context) => Promise<readonly Settlement[]>;

/** The attempt of a function: one event a call, or with `batch` several. */
export function attemptOf(name: string, { source, options, handler }: EventFunction): Attempt {
  const { use, batch } = options;
  const schema = source.schema as Schema | undefined;
  if (!LAYERS && use) throw absent("middleware");
  if (!SCHEMAS && schema) throw absent("schemas");
  if (!BATCHES && batch) throw absent("batches");

  const read = async (event: CloudEvent): Promise<CloudEvent> => ({
    ...event,
    data: await validated(event.data, schema!, "data"),
  });
  const call = (events: readonly CloudEvent[], given: unknown, context: Context): unknown => {
    const handle = (): unknown => handler(given as never, context as never);
    return LAYERS ? onion("event", use, events, context, handle) : handle();
  };

  const one = async ({ event, fault }: Incoming, context: Context): Promise<Settlement> => {
    if (fault) return rejected(fault);
    try {
      const given = SCHEMAS && schema ? await read(event) : event;
      return settlementOf(await call([given], given, context));
    } catch (thrown) {
      return settlementOf(thrown, true);
    }
  };

  /** What cannot be read is refused alone; the others are handled together. */
  const several: Attempt = async (group, context) => {
    const settlements = new Map<Incoming, Settlement>();
    const events = new Map<Incoming, CloudEvent>();
    const put = (incoming: Incoming, settlement: Settlement): unknown => settlements.set(incoming, settlement);
    await Promise.all(
      group.map((incoming) =>
        incoming.fault
          ? put(incoming, rejected(incoming.fault))
          : !SCHEMAS || !schema
            ? events.set(incoming, incoming.event)
            : read(incoming.event).then(
                (event) => events.set(incoming, event),
                (thrown) => put(incoming, settlementOf(thrown, true)),
              ),
      ),
    );
    // In the order of delivery, whichever was validated first.
    const readable = group.filter((incoming) => events.has(incoming));
    try {
      const given = readable.map((incoming) => events.get(incoming)!);
      const results = given[0] ? ((await call(given, given, context)) ?? given.map(() => undefined)) : [];
      const { length } = results as readonly unknown[];
      if (length !== given.length) throw new Error(`${name} gave ${length} results for ${given.length} events`);
      readable.forEach((incoming, i) => void put(incoming, resultOf((results as readonly unknown[])[i])));
    } catch (thrown) {
      for (const incoming of readable) put(incoming, settlementOf(thrown, true));
    }
    return group.map((incoming) => settlements.get(incoming)!);
  };

  return BATCHES && batch ? several : async (group, context) => [await one(group[0]!, context)];
}

/** What a batch handler said of one event; also as `Promise.allSettled` says it. */
function resultOf(result: unknown): Settlement {
  const { status, reason, value } = Object(result) as { status?: unknown; reason?: unknown; value?: unknown };
  if (status === "rejected") return settlementOf(reason, true);
  return settlementOf(status === "fulfilled" ? value : result);
}
