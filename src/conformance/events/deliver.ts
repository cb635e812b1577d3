import type { Host, Incoming, Settled, Traits } from "../../adapter/index.ts";
import type { Delivered, EventCarrier, EventTrigger, Sent } from "./carrier.ts";
import { canBatch, orderOf } from "./order.ts";
import { codecOf, inverseOf, type Road, roadTraits, type ShapeUnderTest, shapeOf, titleOf, toldIn } from "./road.ts";
import { incomingOf } from "./sent.ts";

/**
 * A carrier of events over whatever road leads to the functions of the scenarios' app.
 *
 * @param road to the function with this export name, new for each delivery of a scenario, which it is told
 * @param now milliseconds since the epoch, by the functions' clock
 */
export async function roadCarrier(
  under: ShapeUnderTest,
  trigger: EventTrigger,
  road: (name: string, sent: readonly Sent[]) => Road | Promise<Road>,
  now: () => number,
): Promise<EventCarrier> {
  const { traits, limits } = shapeOf(under);
  return {
    provider: under.adapter.name,
    shape: under.shape,
    trigger,
    traits: { ...roadTraits, ...(traits as Traits<"events">) },
    limits,
    batches: await batched(under, trigger),
    now,
    deliver: async (variant, events) => deliver(under, trigger, await road(titleOf(trigger, variant), events), events),
  };
}

const batched = async (under: ShapeUnderTest, trigger: EventTrigger): Promise<boolean> =>
  under.batches ?? canBatch(inverseOf(under), trigger);

/**
 * Delivers events to one function. A shape that carries one event at a time gets them one after the other; where it
 * keeps lanes in order, what stands behind a retry in its lane is not delivered, as its provider would not.
 */
export async function deliver(
  under: ShapeUnderTest,
  trigger: EventTrigger,
  road: Road,
  sent: readonly Sent[],
): Promise<Delivered> {
  const { traits } = shapeOf(under);
  const inverse = inverseOf(under);
  const began = road.now();
  const events = sent.map((one, index) => incomingOf(trigger, one, index, began));
  const settled: Settled[] = [];

  /** One delivery of the events with these numbers; `order` is theirs on the wire. */
  const once = async (numbers: readonly number[], order: readonly number[]): Promise<void> => {
    const wire = await inverse.wire({ events: numbers.map((number) => events[number] as Incoming) });
    const outcome = inverse.outcome((await road.send(wire)) as Error, wire, road.calls);
    if (!(outcome instanceof Error) && outcome.length !== numbers.length)
      throw new Error(`${numbers.length} events were delivered, and ${outcome.length} settled`);
    for (const [at, index] of order.entries())
      settled[numbers[index] as number] =
        outcome instanceof Error ? { is: "retry", error: outcome } : (outcome[at] as Settled);
  };
  const together = async (numbers: readonly number[]): Promise<void> => {
    const group = numbers.map((number) => events[number] as Incoming);
    const codec = codecOf(under, trigger);
    const host = { env: under.env ?? {}, now: road.now } as Host;
    const order = numbers[1] === undefined ? [0] : await orderOf(codec, inverse, trigger, group, host);
    if (order) return once(numbers, order);
    // Its provider hands over one of them at a time.
    for (const lane of Map.groupBy(numbers, (number) => events[number]?.lane).values()) await together(lane);
  };
  const apart = async (): Promise<void> => {
    const stopped = new Set<string>();
    for (const [number, { lane }] of events.entries()) {
      const waits = traits.order === true && lane !== undefined && stopped.has(lane);
      if (waits) settled[number] = { is: "retry", error: new Error("not delivered: its lane waits"), lane };
      else await once([number], [0]);
      // What the provider dead-letters by itself is behind it.
      if (lane !== undefined && settled[number]?.is === "retry") stopped.add(lane);
    }
  };
  if (events[1] && (await batched(under, trigger))) await together([...events.keys()]);
  else await apart();

  const log = await road.log();
  return {
    settled,
    handled: toldIn(log, "handled"),
    buried: toldIn(log, "buried"),
    log,
    tookMs: road.now() - began,
  };
}
