import { join } from "node:path";
import { consumerName } from "../../../adapters/vercel/source.ts";
import type { Adapter, AnyShape, Settled, Traits } from "../../../src/adapter/index.ts";
import { titleOf, toldIn } from "../../../src/conformance/events/road.ts";
import { incomingOf } from "../../../src/conformance/events/sent.ts";
import type { Delivered, EventCarrier, Sent } from "../../../src/conformance/index.ts";
import type { Deployed } from "../scenarios/deployed.ts";
import { deliveries } from "./deliveries.ts";
import { startDev } from "./dev.ts";
import { readConfig } from "./instance.ts";

/** A delivery that has ended; its time is that since its turn came. */
interface Ended {
  readonly settled: Settled;
  readonly log: string;
  readonly tookMs: number;
}

/** A process each. */
const AT_A_TIME = 3;

export interface Brokers {
  /** Messages that Vercel's own queue keeps, hands over, and delivers again. */
  readonly queue: EventCarrier;
  /** Runs that Vercel's own schedules start. */
  readonly schedules: EventCarrier;
  stop(): Promise<void>;
}

/**
 * The functions of queues and schedules under `vercel dev`. What became of a message its queue says itself, in its
 * debug log: acknowledged, kept for so long, or failed.
 */
export async function startBrokers(cli: string, adapter: Adapter, functions: readonly Deployed[]): Promise<Brokers> {
  const seen = deliveries();
  const slot = slots(AT_A_TIME);
  // Only when it is told to.
  const dev = await startDev(cli, functions, { onLine: seen.read, wrap: seen.wrap, cron: "0 0 1 1 *" });
  const carrier = (
    trigger: EventCarrier["trigger"],
    shape: string,
    deliver: EventCarrier["deliver"],
  ): EventCarrier => ({
    provider: "vercel",
    shape,
    trigger,
    traits: { bodies: true, ...(adapter.shapes[shape]?.traits as Traits<"events">) },
    limits: adapter.shapes[shape]?.limits ?? {},
    batches: false,
    now: Date.now,
    lateMs: 20_000,
    deliver,
  });
  const of = (trigger: string, variant: string): Deployed => {
    const found = functions.find(({ name }) => name === titleOf(trigger as never, variant));
    if (!found) throw new Error(`the build made no ${trigger} "${variant}"`);
    return found;
  };

  const message = async (fn: Deployed, sent: Sent, index: number): Promise<Ended> => {
    const { attempt = 1 } = sent;
    const events = [incomingOf("queue", sent, index, Date.now())];
    const wire = (await (adapter.shapes.queue as AnyShape).inverse.wire({ events } as never)) as Request;
    const [topic, consumer] = [await topicOf(fn), consumerName(`api/${fn.unit}.mjs`)];
    const done = await slot();
    const began = Date.now();
    const id = await dev.send(topic, new Uint8Array(await wire.arrayBuffer()), wire.headers.get("content-type"));
    const { log, lease } = await seen.delivery(fn.unit, id, attempt);
    const settled = await seen.outcome(id, attempt);
    const tookMs = Date.now() - began;
    // Each delivery is a process, and that it comes again the queue has said.
    if (settled.is === "retry") await dev.acknowledge(topic, consumer, `${lease}`);
    done();
    return { settled, log, tookMs };
  };

  return {
    queue: carrier("queue", "queue", async (variant, sent) => {
      const fn = of("queue", variant);
      return delivered(await Promise.all(sent.map((one, index) => message(fn, one, index))));
    }),
    schedules: carrier("schedule", "schedules", async (variant) => {
      const { unit } = of("schedule", variant);
      const done = await slot();
      const began = Date.now();
      const [status, { log }] = await Promise.all([dev.run(unit), seen.delivery(unit)]);
      done();
      const settled: Settled = status < 300 ? { is: "done" } : { is: "retry", error: new Error(`answered ${status}`) };
      return delivered([{ settled, log, tookMs: Date.now() - began }]);
    }),
    stop: () => dev.stop(),
  };
}

/** Waits until there is room for one more; gives what makes room again. */
function slots(count: number): () => Promise<() => void> {
  let free = count;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    const next = queue.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => queue.push(resolve));
    return leave;
  };
}

/** What the scenarios are told. */
function delivered(all: readonly Ended[]): Delivered {
  const log = all.map((each) => each.log).join("\n");
  return {
    settled: all.map(({ settled }) => settled),
    handled: toldIn(log, "handled"),
    buried: toldIn(log, "buried"),
    log,
    tookMs: Math.max(...all.map(({ tookMs }) => tookMs)),
  };
}

async function topicOf({ dir, unit }: Deployed): Promise<string> {
  const { experimentalTriggers } = await readConfig(join(dir, ".vercel/output/functions", `${unit}.func`));
  const [trigger] = (experimentalTriggers ?? []) as readonly { readonly topic?: string }[];
  return `${trigger?.topic}`;
}
