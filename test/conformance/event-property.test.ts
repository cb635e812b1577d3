import fc from "fast-check";
import { on, queue, Reject, Retry } from "unmoor";
import { describe, expect, test } from "vitest";
import type { Adapter, AnyShape } from "../../src/adapter/index.ts";
import { ATTEMPTS, CHANNEL, deliver, directRoad, type EventCarrier, type Sent } from "../../src/conformance/index.ts";
import { eventCarriers, optionsOf, registered } from "./event-carriers.ts";

/** Over all shapes and triggers together. */
const RUNS = 10_000;
const SEED = 20_261_121;
const each = Math.ceil(RUNS / eventCarriers.length);

/** What becomes of an event, and of its dead letter. */
interface Fate {
  readonly handler: "done" | "throw" | "nothing" | "retry" | "later" | "reject" | "give-reject" | "give-later" | "hang";
  readonly burial: "done" | "throw" | "hang";
  readonly broken: boolean;
  readonly lane: 0 | 1 | 2;
}

interface App {
  readonly fates: readonly Fate[];
  readonly deadLetter: boolean;
  readonly batch: number | undefined;
  /** Of a batch: throws beside its results, or miscounts them. */
  readonly slip: "none" | "throw" | "short";
  readonly concurrency: number;
  readonly attempt: number;
  readonly lanes: boolean;
  /** The provider has been told to ask which parts of a delivery failed. */
  readonly partial: boolean;
  /** How the control plane behaves: a status by call, or a connection that breaks (0). */
  readonly plane: readonly number[];
}

const fate = fc.record<Fate>({
  handler: fc.constantFrom(
    ...(["done", "done", "done", "throw", "nothing", "retry", "later", "reject", "give-reject", "give-later"] as const),
    "hang",
  ),
  burial: fc.constantFrom("done", "done", "done", "throw", "hang"),
  broken: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  lane: fc.constantFrom(0, 1, 2),
});

const app = fc.record<App>({
  fates: fc.array(fate, { minLength: 1, maxLength: 6 }),
  deadLetter: fc.boolean(),
  batch: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  slip: fc.constantFrom("none", "none", "none", "throw", "short"),
  concurrency: fc.integer({ min: 1, max: 4 }),
  attempt: fc.integer({ min: 1, max: 6 }),
  lanes: fc.boolean(),
  partial: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  plane: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(200, 200, 500, 429, 404, 410, 0), { maxLength: 6 }) },
  ),
});

/** Runs an app on a shape, and tells which events somebody took charge of. */
async function tried(
  carrier: Pick<EventCarrier, "provider" | "shape" | "trigger">,
  random: App,
  adapter: Adapter = registered.find(({ name }) => name === carrier.provider)!,
): Promise<{ settled: readonly string[]; safe: Set<number> }> {
  const { fates, deadLetter, batch, slip, concurrency, attempt, lanes, partial, plane } = random;
  const { trigger, shape } = carrier;
  const safe = new Set<number>();
  /** The number of an event, wherever the trigger has room for one; unreadable ones have none. */
  const numberOf = (event: { readonly data: unknown; readonly id: string }): number => {
    const { n, key } = (event.data ?? {}) as { n?: number; key?: string };
    return n ?? (key === undefined ? (fates.length === 1 ? 0 : -1) : Number(key));
  };
  const act = async (what: string, context: { readonly log: { info(message: string): void } }): Promise<unknown> => {
    if (what === "throw") throw new Error("thrown");
    if (what === "nothing") throw undefined;
    if (what === "retry") throw new Retry();
    if (what === "later") throw new Retry("later", { after: "5m" });
    if (what === "reject") throw new Reject("never");
    if (what === "give-reject") return new Reject("never");
    if (what === "give-later") return new Retry("later", { after: "1m" });
    if (what === "hang") {
      context.log.info("waiting");
      return new Promise(() => {});
    }
    return undefined;
  };
  type Event = { readonly data: unknown; readonly id: string };
  type Told = { readonly log: { info(message: string): void } };
  const handle = async (event: Event, context: Told): Promise<unknown> => {
    const { handler = "done" } = fates[numberOf(event)] ?? {};
    const result = await act(handler, context);
    // Text that nobody had said was JSON has been handled as text.
    if (handler === "done") safe.add(numberOf(event));
    return result;
  };
  const bury = async (event: Event, _error: Error, context: Told): Promise<void> => {
    const number = numberOf(event);
    await act(fates[number]?.burial ?? "done", context);
    if (number >= 0) safe.add(number);
    else for (const [index, { broken }] of fates.entries()) if (broken) safe.add(index);
  };
  const options = { concurrency, attempts: ATTEMPTS, ...(deadLetter && { deadLetter: bury }) };
  const source = queue(CHANNEL);
  const fn = batch
    ? on(source, { ...options, batch }, async (events, context) => {
        const results = await Promise.allSettled(events.map((event) => handle(event, context)));
        if (slip === "throw") throw new Error("the batch failed");
        return slip === "short" ? results.slice(1) : results;
      })
    : on(source, options, handle);
  const sent = fates.map(
    ({ broken, lane }, n): Sent => ({
      ...(trigger === "bucket"
        ? { data: { bucket: CHANNEL, key: `${n}` } }
        : trigger === "schedule"
          ? {}
          : { data: { n } }),
      ...(broken && trigger !== "bucket" && trigger !== "schedule" && { broken }),
      ...(lanes && { lane: `${CHANNEL}-${lane}` }),
      attempt,
    }),
  );
  const calls = [...plane];
  const disturb = (): Promise<Response> | undefined => {
    const status = calls.shift();
    if (status === 0) return Promise.reject(new TypeError("the connection broke"));
    return status === undefined || status === 200 ? undefined : Promise.resolve(new Response(null, { status }));
  };
  const under = { ...optionsOf(adapter, shape), facts: { partial } };
  const { settled } = await deliver(under, trigger, directRoad(under, trigger, "random", fn, disturb), sent);
  return { settled: settled.map(({ is }) => is), safe };
}

/** What the provider believes must be so. */
function truthful(random: App, settled: readonly string[], safe: ReadonlySet<number>): void {
  // Unreadable data that its carrier did not call JSON were handed over as they are.
  for (const [index, is] of settled.entries())
    if (is === "done" && !safe.has(index) && !(random.fates[index]?.broken && safe.has(-1)))
      throw new Error(`event ${index} was acknowledged, and nobody has it: ${settled.join()}`);
}

/** What was done comes again only where a lane, a batch that failed, or a trait says so. */
function sparing({ traits, trigger }: EventCarrier, random: App, settled: readonly string[]): void {
  const { fates, lanes, slip, plane, batch, partial } = random;
  // Records of a stream always have a lane.
  if (!partial || traits.partial !== true || lanes || trigger === "stream" || plane.length) return;
  if (batch && (slip !== "none" || fates.some(({ handler }) => handler === "hang"))) return;
  // Near the deadline nothing is begun.
  if (fates.some(({ handler, burial }) => handler === "hang" || burial === "hang")) return;
  for (const [index, { handler, broken }] of fates.entries())
    if (handler === "done" && !broken && settled[index] !== "done")
      throw new Error(`event ${index} was done, and comes again: ${settled.join()}`);
}

const sized = (trigger: string, random: App): App =>
  trigger === "schedule" ? { ...random, fates: random.fates.slice(0, 1) } : random;

describe("an event that nobody handled and nobody keeps is never acknowledged", () => {
  for (const carrier of eventCarriers) {
    const { provider, shape, trigger } = carrier;
    test(`${provider} ${shape}, ${trigger}: ${each} runs`, { timeout: 60_000 }, async () => {
      let acknowledged = 0;
      const property = fc.asyncProperty(app, async (any) => {
        const random = sized(trigger, any);
        const { settled, safe } = await tried(carrier, random);
        expect(settled).toHaveLength(random.fates.length);
        truthful(random, settled, safe);
        sparing(carrier, random, settled);
        acknowledged += settled.filter((is) => is === "done").length;
      });
      await fc.assert(property, { numRuns: each, seed: SEED });
      // A shape that acknowledges nothing would pass by doing nothing.
      expect(acknowledged).toBeGreaterThan(0);
    });
  }
});

test("a provider that believes all to be done is found out", async () => {
  const [memory] = registered.filter(({ name }) => name === "memory");
  const events = memory?.shapes.events as AnyShape;
  const inverse = { ...events.inverse, outcome: () => [{ is: "done" }] };
  const wrong = { ...memory, shapes: { events: { ...events, inverse } } } as unknown as Adapter;
  const property = fc.asyncProperty(app, async (any) => {
    const random = { ...any, fates: any.fates.slice(0, 1) };
    const { settled, safe } = await tried({ provider: "memory", shape: "events", trigger: "queue" }, random, wrong);
    truthful(random, settled, safe);
  });
  const { failed, counterexample } = await fc.check(property, { numRuns: 200, seed: SEED });
  expect(failed).toBe(true);
  expect(counterexample?.[0].fates).toHaveLength(1);
});

test("all shapes together are tried ten thousand times", () => {
  expect(each * eventCarriers.length).toBeGreaterThanOrEqual(RUNS);
  expect(new Set(eventCarriers.map(({ provider }) => provider)).size).toBe(registered.length);
});
