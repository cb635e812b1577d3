import { expect, test } from "vitest";
import type { Adapter, AnyShape, Codec, Delivery, Inverse, Settled } from "../../src/adapter/index.ts";
import {
  directEventCarrier,
  type EventCarrier,
  type EventTrigger,
  eventScenarios,
  judge,
  type Scenario,
} from "../../src/conformance/index.ts";
import { optionsOf, registered } from "./event-carriers.ts";

type Events = Delivery<"events">["events"];
type EventsCodec = Codec<"events", Delivery<"events">, readonly Settled[]>;

const memory = registered.find(({ name }) => name === "memory") as Adapter;
const right = memory.shapes.events as AnyShape;

/** The in-memory provider with a fault, and the rules that tell of it. */
async function broken(
  trigger: EventTrigger,
  {
    codec = {},
    inverse = {},
  }: { codec?: Partial<EventsCodec>; inverse?: Partial<Inverse<"events", unknown, unknown>> },
): Promise<string[]> {
  const events = {
    ...right,
    codec: () => ({ ...(right.codec({} as never) as EventsCodec), ...codec }),
    inverse: { ...right.inverse, ...inverse },
  } as unknown as AnyShape;
  const carrier = await directEventCarrier(optionsOf({ ...memory, shapes: { events } }, "events"), trigger);
  const failed: string[] = [];
  for (const scenario of (Object.values(eventScenarios[trigger]) as Scenario<EventCarrier>[][]).flat())
    if ((await judge(scenario, carrier)).is === "fail") failed.push(scenario.name);
  return failed;
}

const changed = (change: (event: Events[number]) => object): Partial<EventsCodec> => ({
  decode: ({ events }) => ({ events: events.map((one) => ({ ...one, ...change(one) })) }),
});
const without = (...names: string[]): Partial<EventsCodec> =>
  changed((one) => Object.fromEntries(names.filter((name) => name in one).map((name) => [name, undefined])));

test("without a fault no rule fails", async () => {
  expect(await broken("queue", {})).toEqual([]);
});

test.each<[fault: string, trigger: EventTrigger, codec: Partial<EventsCodec>, rule: string]>([
  ["acknowledges all", "queue", { encode: (all) => all.map(() => ({ is: "done" })) }, "a thrown error is a retry"],
  [
    "acknowledges what was rejected",
    "queue",
    { encode: (all) => all.map((one) => (one.is === "reject" ? { is: "done" } : one)) },
    "a Reject that nobody keeps is not acknowledged",
  ],
  [
    "gives a whole delivery back for one failure",
    "queue",
    {
      encode: (all) =>
        all.some(({ is }) => is === "retry") ? all.map(() => ({ is: "retry", error: new Error() })) : all,
    },
    "a poison event among good ones comes again alone",
  ],
  [
    "forgets delays",
    "queue",
    { encode: (all) => all.map((one) => (one.is === "retry" ? { is: "retry", error: one.error } : one)) },
    "the delay of a thrown Retry is kept",
  ],
  [
    "forgets lanes",
    "stream",
    without("lane"),
    "a lane stops at its first retry: nothing behind it is handled, and all of it comes again",
  ],
  ["forgets attempts", "topic", without("attempt", "last"), "the context says which attempt it is"],
  ["forgets traces", "topic", without("trace"), "the trace of the sender goes on in the handler"],
  [
    "hands over what cannot be read",
    "queue",
    without("fault"),
    "data that cannot be read are not acknowledged, and no handler takes them for read",
  ],
  [
    "loses an event",
    "queue",
    { decode: ({ events }) => ({ events: events.slice(0, 2) }) },
    "many events are handled once each, and done",
  ],
  [
    "makes ids up",
    "queue",
    changed(({ event }) => ({ event: { ...event, id: crypto.randomUUID() } })),
    "the id of an event is the same in every attempt",
  ],
  [
    "takes data for text",
    "cloudEvent",
    changed(({ event }) => ({ event: { ...event, data: JSON.stringify(event.data) } })),
    "JSON arrives as it was sent",
  ],
  [
    "leaves keys encoded",
    "bucket",
    changed(({ event }) => ({ event: { ...event, subject: encodeURIComponent(`${event.subject}`) } })),
    "an object's event names bucket and key, decoded",
  ],
  [
    "gives the time of the call for that of the run",
    "schedule",
    changed(({ event }) => ({ event: { ...event, time: "2026-11-21T02:00:13Z" } })),
    "a run is an event without data that says when it was due",
  ],
])("a codec that %s is found out", async (_fault, trigger, codec, rule) => {
  expect(await broken(trigger, { codec })).toContain(rule);
});
