import type { Codec, Host, Incoming, Inverse, Invocation } from "../../adapter/index.ts";
import type { EventTrigger } from "./carrier.ts";
import { BEGINNING } from "./clock.ts";
import { probe } from "./sent.ts";

type EventsInverse = Inverse<"events", unknown, unknown>;

/** Whether a shape carries several events in one delivery. */
export async function canBatch(inverse: EventsInverse, trigger: EventTrigger): Promise<boolean> {
  try {
    await inverse.wire({ events: [0, 1].map((index) => probe(trigger, {}, index)) });
    return true;
  } catch {
    return false;
  }
}

/**
 * The order in which events come out of a wire, which may group them by lane or message: found by events of the same
 * lanes and receipts that have their number for data.
 *
 * @returns the number of each; undefined where lanes became one, so that they cannot come together
 */
export async function orderOf(
  codec: Codec<"events", unknown, unknown>,
  inverse: EventsInverse,
  trigger: EventTrigger,
  events: readonly Incoming[],
  host: Host,
): Promise<readonly number[] | undefined> {
  const wire = await inverse.wire({ events: events.map((one, index) => probe(trigger, one, index)) });
  const opened = codec.open ? await codec.open(wire, host) : wire;
  const decoded = codec.decode(opened, { id: "probe", at: BEGINNING } as Invocation).events;
  const order = decoded.map(({ event }) => {
    const { probe: number, key } = (event.data ?? {}) as { probe?: number; key?: string };
    return number ?? Number(key);
  });
  if (new Set(order).size !== events.length || order.some((index) => !events[index]))
    throw new Error(`${events.length} events became ${order.join()} on the wire`);
  const sent = new Set(events.map(({ lane }) => lane));
  const told = new Set(decoded.map(({ lane }) => lane));
  return told.has(undefined) || told.size >= sent.size ? order : undefined;
}
