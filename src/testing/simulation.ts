import { type CloudEvent, error } from "../adapter/index.ts";
import { type AnySource, type App, milliseconds, type TaskFunction } from "../app/index.ts";
import { createRoutes } from "../pipeline/index.ts";
import { callTask } from "./caller.ts";
import { createChaos } from "./chaos.ts";
import { createClock } from "./clock.ts";
import type { Cloud } from "./cloud.ts";
import type { Consumer } from "./consumer.ts";
import { type Deployment, deploy, type Parts } from "./deployment.ts";
import { createDriver } from "./drive.ts";
import { createEntropy } from "./entropy.ts";
import type { SendOptions } from "./event.ts";
import type { Load } from "./names.ts";
import { createPlan, nameOf } from "./plan.ts";
import { reading } from "./reading.ts";
import { readReplay } from "./replay.ts";
import { send, store } from "./sender.ts";
import type { SimulateOptions } from "./simulate.ts";
import { startSchedules } from "./timetable.ts";
import { createTracer } from "./trace.ts";
import type { Loader } from "./unit.ts";
import { keep, type World } from "./world.ts";

const BEGINNING = Date.UTC(2026, 0, 1);

/**
 * A cloud for an app.
 *
 * @param observe called after every step
 */
export function cloudOf<A extends object>(app: Load<A>, options: SimulateOptions, observe?: () => void): Cloud<A> {
  const replay = options.replay === undefined ? undefined : readReplay(options.replay);
  const { as = replay?.as ?? "memory", seed = replay?.seed ?? 0, chaos, realIO, http } = options;
  const load = (typeof app === "function" ? app : () => app) as Loader;
  if (typeof app !== "function") createRoutes(app as App);
  const began = new Date(options.now ?? BEGINNING).getTime();
  const clock = createClock({ at: began, ...(realIO && { realIO }) });
  const entropy = createEntropy(seed);
  const parts: Parts = { consumers: new Map(), units: new Map() };
  const counts = new Map<string, number>();
  const failures: unknown[] = [];
  const env = { ...options.env };
  const peak = { concurrency: 0, backlog: 0 };
  const tracer = createTracer(() => clock.now() - began, step);
  const plan = createPlan(
    [...(options.faults ?? []), ...(replay?.faults ?? [])],
    chaos && createChaos(chaos, entropy.fork("chaos")),
  );
  const world: Omit<World, "adapter"> = {
    clock,
    entropy,
    began,
    tracer,
    plan,
    log: [],
    env,
    provide: options.provide,
    overrides: options,
    shapes: { ...options.shapes, ...(http !== undefined && { http }) },
    running: new Map(),
    busy: new Set(),
    step,
    fail: (thrown) => void failures.push(thrown),
    count(of) {
      const next = (counts.get(of) ?? 0) + 1;
      counts.set(of, next);
      return next;
    },
  };
  const driver = createDriver(clock);
  const consumers = (): Consumer[] => [...parts.consumers.values()];
  const listed = <T extends { readonly at: number }>(of: (one: Consumer) => readonly T[]): T[] =>
    consumers()
      .flatMap(of)
      .sort((a, b) => a.at - b.at);

  function step(): void {
    const waiting = consumers().reduce((sum, { broker }) => sum + broker.size, 0);
    peak.concurrency = Math.max(peak.concurrency, world.running.size);
    peak.backlog = Math.max(peak.backlog, waiting);
    observe?.();
  }
  function check(): void {
    if (failures.length) throw failures.shift();
  }
  /** What nobody will end any more. */
  function pending(): string {
    const calls = [...world.running.values()].map(
      ({ spots, at }) => `${spots.get("")?.key} runs since ${at - began} ms`,
    );
    const waiting = consumers().flatMap(({ name, broker }) =>
      broker.waiting.map(({ key, at }) => `${key} waits for ${name} since ${at - began} ms`),
    );
    return [...calls, ...waiting].slice(0, 10).join("; ") || "work that no event stands for";
  }

  let deployed: Promise<Deployment> | undefined;
  const ready = (): Promise<Deployment> => {
    deployed ??= deploy(world, as, load, parts, env, reading(driver)).then((it) => {
      plan.know(it.names);
      startSchedules(it);
      return it;
    });
    return deployed;
  };
  const driven = async <T>(work: (to: Deployment) => Promise<T>): Promise<T> => {
    const to = await ready();
    const result = await driver.through(keep(world, work(to)));
    check();
    return result;
  };
  const advanceTo = async (at: number): Promise<void> => {
    await ready();
    await clock.advance(at - clock.now());
    check();
  };

  const cloud: Omit<Cloud, "send" | "sendBatch" | "invoke" | "attempts"> & Record<string, unknown> = {
    log: world.log,
    trace: tracer.trace,
    peak,
    provider: typeof as === "string" ? as : as.name,
    async fetch(input, init) {
      // By concatenation: as a reference, the path `//evil.com/x` would choose the host.
      const url = typeof input === "string" && input.startsWith("/") ? `https://app.test${input}` : input;
      // One that is whole stays as it is: what it says of itself may be more than Fetch would let through.
      const request = url instanceof Request && !init ? url : new Request(url, init);
      return driven((to) => to.front().fetch(request));
    },
    send: async (channel: string | AnySource, data: unknown, more?: SendOptions) =>
      send(await ready(), channel, data, more),
    async sendBatch(channel: string | AnySource, all: readonly unknown[], more?: SendOptions) {
      const events: CloudEvent[] = [];
      for (const data of all) events.push(await send(await ready(), channel, data, more));
      return events;
    },
    async upload(bucket, key, body = "", { contentType } = {}) {
      const size = typeof body === "string" ? new TextEncoder().encode(body).length : body.length;
      return store(await ready(), bucket, key, { size, ...(contentType && { contentType }) }, "created");
    },
    remove: async (bucket, key) => store(await ready(), bucket, key, {}, "deleted"),
    invoke: (task: string | TaskFunction, input: unknown) => driven((to) => callTask(to, task, input)),
    clock: {
      get now() {
        return new Date(clock.now());
      },
      advance: (by) => advanceTo(clock.now() + milliseconds(by)),
      to: (at) => advanceTo(new Date(at).getTime()),
    },
    async settled() {
      await ready();
      await clock.settle();
      check();
      if (world.busy.size) throw error("UNSETTLED", `nothing is left that could still happen: ${pending()}`);
    },
    inject: plan.inject,
    attempts(of?: string | AnySource) {
      const name = of === undefined || typeof of === "string" ? of : nameOf(of);
      return listed((one) =>
        name === undefined || one.name === name || nameOf(one.fn.source) === name ? one.attempts : [],
      );
    },
    async redrive() {
      for (const one of consumers()) one.redrive();
    },
    recycle() {
      tracer.add("recycle", "");
      for (const { pool } of parts.units.values()) pool.recycle();
    },
    get faults() {
      return plan.applied;
    },
    get deadLetters() {
      return listed(({ dead }) => dead);
    },
    get instances() {
      return [...parts.units.values()].flatMap(({ pool }) => pool.instances);
    },
    get lacks() {
      const all = [...parts.units.values()].flatMap(({ carrier }) => Object.entries(carrier.shape.traits));
      return Object.fromEntries(all.flatMap(([trait, it]) => (it === true ? [] : [[trait, it.lacks]])));
    },
  };
  return cloud as unknown as Cloud<A>;
}
