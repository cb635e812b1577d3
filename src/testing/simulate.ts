import { type Adapter, type CloudEvent, error, type LogRecord, type Trigger } from "../adapter/index.ts";
import {
  type AnySource,
  type App,
  type Duration,
  type EventFunction,
  functionsOf,
  milliseconds,
  type Schema,
  type TaskFunction,
} from "../app/index.ts";
import { createRoutes } from "../pipeline/index.ts";
import { validated } from "../pipeline/validated.ts";
import { type Chaos, createChaos } from "./chaos.ts";
import { createClock } from "./clock.ts";
import { type Attempt, type Consumer, createConsumer, type DeadLetter } from "./consumer.ts";
import { createDriver } from "./drive.ts";
import { createEntropy } from "./entropy.ts";
import { carried, delayOf, type SendOptions, type Sent, sentTo } from "./event.ts";
import type { Fault } from "./fault.ts";
import { createFront } from "./front.ts";
import { invoke } from "./invoke.ts";
import { checkEvent } from "./limit.ts";
import type { BucketNames, DataFor, InputOf, Load, Names, ResultOf, Sendable, TaskNames, TaskOf } from "./names.ts";
import { createPlan, nameOf, type Spot } from "./plan.ts";
import { type Overrides, timeoutOf } from "./profile.ts";
import { carrierOf, providerOf, type Shapes } from "./provider.ts";
import { reading } from "./reading.ts";
import { dueAfter } from "./schedule.ts";
import { createTracer, type Trace } from "./trace.ts";
import { createUnit, type Loader, namesOf, type Unit } from "./unit.ts";
import { keep, type World } from "./world.ts";

/** What stands for the cloud in a test. */
export interface SimulateOptions extends Overrides {
  /** A provider's name or an adapter: everything goes through its own codecs, as on that cloud. `memory` by default. */
  readonly as?: string | Adapter;
  /** Which of its shapes carry which triggers; the adapter's defaults by default. */
  readonly shapes?: Shapes;
  /** The same for HTTP alone. */
  readonly http?: string;
  /** Stands in for values of `provide`, by name. */
  readonly provide?: Readonly<Record<string, unknown>>;
  /** The environment; none of the real one. */
  readonly env?: Readonly<Record<string, string>>;
  /** When it begins; the first of January 2026, 00:00 UTC, by default. */
  readonly now?: Date | string | number;
  /** Decides all chance; 0 by default. */
  readonly seed?: number | string;
  /** Real I/O of the app is waited for, or refused by its call site. */
  readonly realIO?: "wait" | "error";
  /** What goes wrong, exactly. */
  readonly faults?: readonly Fault[];
  /** What may go wrong, by the seed. */
  readonly chaos?: Chaos;
}

/** An app under test, on a cloud that is in memory. */
export interface Cloud<A = App> {
  /**
   * Sends a request through the provider's codec and back.
   *
   * @param input a path, a URL or a Request
   */
  fetch(input: string | Request, init?: RequestInit): Promise<Response>;
  /**
   * Sends data to a channel, by the source's value or by its name. It is delivered as soon as time is let go on:
   * `settled()`, `clock.advance()`.
   *
   * @throws `LIMIT_EXCEEDED`, `DELAY_TOO_LONG`; `UNKNOWN_CHANNEL`; an error named `Reject` for data that the schema refuses
   */
  send<const C extends Names<A> | Sendable>(
    channel: C,
    data: DataFor<A, C>,
    options?: SendOptions,
  ): Promise<CloudEvent<DataFor<A, C>>>;
  /** The same with several at once, which a provider with batches hands over together. */
  sendBatch<const C extends Names<A> | Sendable>(
    channel: C,
    data: readonly DataFor<A, C>[],
    options?: Omit<SendOptions, "id">,
  ): Promise<readonly CloudEvent<DataFor<A, C>>[]>;
  /** Puts an object into a bucket: its functions get the event. */
  upload(
    bucket: BucketNames<A> | { readonly kind: "bucket"; readonly name: string },
    key: string,
    body?: string | Uint8Array,
    options?: { readonly contentType?: string },
  ): Promise<CloudEvent>;
  /** Takes an object out of a bucket. */
  remove(bucket: BucketNames<A> | { readonly kind: "bucket"; readonly name: string }, key: string): Promise<CloudEvent>;
  /** Calls a task, by its value or by its name. */
  invoke<const T extends TaskNames<A> | TaskFunction<string, never, unknown>>(
    task: T,
    input: InputOf<TaskOf<A, T>>,
  ): Promise<ResultOf<TaskOf<A, T>>>;
  /** Virtual time: it moves only when it is told to, or while somebody waits for the cloud. */
  readonly clock: {
    readonly now: Date;
    advance(by: Duration): Promise<void>;
    to(at: Date | string): Promise<void>;
  };
  /** Runs until nothing is left to do: every delivery, every retry, all `waitUntil` work. */
  settled(): Promise<void>;
  /** What goes wrong from now on. */
  inject(...faults: readonly Fault[]): void;
  /** Deliveries so far, of one channel or function or of all. */
  attempts<const C extends Names<A> | Sendable>(of?: C): readonly Attempt<DataFor<A, C>>[];
  /** Events that the provider gave up. */
  readonly deadLetters: readonly DeadLetter[];
  /** Delivers the dead letters anew. */
  redrive(): Promise<void>;
  readonly instances: readonly { readonly id: number; readonly invocations: number; readonly alive: boolean }[];
  /** Every instance dies; the next call starts cold. */
  recycle(): void;
  /** The most calls at the same time, and the most messages that waited. */
  readonly peak: { readonly concurrency: number; readonly backlog: number };
  readonly trace: Trace;
  /** What has been logged so far. */
  readonly log: readonly LogRecord[];
  /** What went wrong so far, by exact names. */
  readonly faults: readonly Fault[];
  /** The provider that it runs as. */
  readonly provider: string;
}

const BEGINNING = Date.UTC(2026, 0, 1);

/**
 * Runs an app in memory, through the very codecs that run on a cloud, in virtual time.
 *
 * @param app a module's exports, an object of functions, or a function that gives either: called for each instance that
 *   starts cold, so that each can have a module graph of its own
 * @throws `ROUTE_CLASH` at once; `UNKNOWN_PROVIDER`, `UNKNOWN_SHAPE`, `MISSING_TRAIT` at the first use
 * @example
 * const cloud = simulate({ hello, fulfil }, { as: "aws", provide: { db: fake } });
 * await cloud.send("orders", { id: "o1" });
 * await cloud.settled();
 */
export function simulate<const A extends object>(app: Load<A>, options: SimulateOptions = {}): Cloud<A> {
  const { as = "memory", seed = 0 } = options;
  const load = (typeof app === "function" ? app : () => app) as Loader;
  if (typeof app !== "function") createRoutes(app as App);
  const began = new Date(options.now ?? BEGINNING).getTime();
  const clock = createClock({ at: began, ...(options.realIO && { realIO: options.realIO }) });
  const entropy = createEntropy(String(seed));
  const tracer = createTracer(() => clock.now() - began, stepped);
  const draw = options.chaos && createChaos(options.chaos, entropy.fork("chaos"));
  const counts = new Map<string, number>();
  const failures: unknown[] = [];
  const env: Record<string, string> = { ...options.env };
  const shapes: Shapes = { ...options.shapes, ...(options.http !== undefined && { http: options.http }) };
  const base: Omit<World, "adapter"> = {
    clock,
    entropy,
    began,
    tracer,
    plan: createPlan(options.faults ?? [], draw),
    log: [],
    env,
    provide: options.provide,
    overrides: options,
    shapes,
    running: new Map(),
    busy: new Set(),
    fail: (thrown) => void failures.push(thrown),
    count(of) {
      const next = (counts.get(of) ?? 0) + 1;
      counts.set(of, next);
      return next;
    },
  };
  const { plan } = base;
  const consumers = new Map<string, Consumer>();
  const units = new Map<string, Unit<never>>();
  const peak = { concurrency: 0, backlog: 0 };
  const all = (): Consumer[] => [...consumers.values()];
  const driver = createDriver(clock);

  function stepped(): void {
    const waiting = all().reduce((sum, { broker }) => sum + broker.waiting.length, 0);
    peak.concurrency = Math.max(peak.concurrency, base.running.size);
    peak.backlog = Math.max(peak.backlog, waiting);
  }
  const check = (): void => {
    if (failures.length) throw failures.shift();
  };

  function pending(): string {
    const waiting = all().flatMap(({ name, broker }) =>
      broker.waiting.map(
        ({ message, number, at }) => `${message.key} for ${name} since ${at - began} ms, delivered ${number} times`,
      ),
    );
    const calls = [...base.running.values()].map(({ spots }) => `${spots.get("")?.key} is running`);
    return [...calls, ...waiting].slice(0, 10).join("; ") || "nothing that the simulation knows of";
  }

  /** What needs the adapter and the app; made at the first use. */
  const prepare = async () => {
    const [adapter, manifest] = await Promise.all([providerOf(as), load()]);
    const world: World = { ...base, adapter };
    const functions = new Map(functionsOf(manifest, "event"));
    const tasks = new Map(functionsOf(manifest, "task"));
    const unit = <K extends "http" | "events" | "task">(
      kind: K,
      trigger: Trigger,
      name: string,
      names: readonly string[],
      fn?: EventFunction | TaskFunction,
    ): Unit<K> => {
      const known = units.get(name);
      if (known) return known as unknown as Unit<K>;
      const carrier = carrierOf<K>(adapter, trigger, shapes[trigger], name, fn);
      Object.assign(env, { ...carrier.profile.env, ...options.env });
      const made = createUnit(world, kind, name, carrier, load, names);
      units.set(name, made as unknown as Unit<never>);
      return made;
    };
    const consumer = (name: string): Consumer => {
      const known = consumers.get(name);
      if (known) return known;
      const fn = functions.get(name) as EventFunction;
      const made = createConsumer(world, name, fn, unit("events", fn.source.kind, name, [name], fn));
      consumers.set(name, made);
      return made;
    };
    const front = () => createFront(world, unit("http", "http", "http", namesOf(manifest, "http")), reading(driver));
    let http: ReturnType<typeof front> | undefined;
    return {
      world,
      functions,
      tasks,
      unit,
      consumer,
      get front() {
        http ??= front();
        return http;
      },
    };
  };
  type Prepared = Awaited<ReturnType<typeof prepare>>;
  let prepared: Promise<Prepared> | undefined;
  const ready = async (): Promise<Prepared> => {
    if (prepared) return prepared;
    prepared = prepare();
    const { functions, consumer } = await prepared;
    for (const [name, { source }] of functions) if (source.kind === "schedule") arm(name, source, consumer);
    return prepared;
  };

  /** Runs of a schedule, one timer at a time. */
  function arm(name: string, source: AnySource, consumer: (name: string) => Consumer): void {
    const due = dueAfter(source, clock.now());
    const begin = (): void => {
      arm(name, source, consumer);
      try {
        run(name, source, due, consumer(name));
      } catch (thrown) {
        failures.push(thrown);
      }
    };
    // Nobody settles for the sake of a schedule: it never ends.
    clock.after(due - clock.now(), begin, { label: `the next run of ${name}`, ref: false });
  }

  function run(name: string, source: AnySource, due: number, to: Consumer): void {
    const { zones = "any" } = to.unit.carrier.profile.delivery ?? {};
    if (zones === "UTC" && !/^(Etc\/)?UTC$/.test(source.timeZone ?? "UTC"))
      throw error(
        "MISSING_TRAIT",
        `${to.unit.carrier.name} runs schedules in UTC alone, "${name}" is in ${source.timeZone}`,
      );
    const nth = base.count(`run:${name}`);
    const event: CloudEvent = {
      specversion: "1.0",
      id: `${name}-${due / 1000}`,
      source: `/schedule/${name}`,
      type: "dev.unmoor.schedule",
      time: new Date(due).toISOString(),
      data: undefined,
    };
    tracer.add("due", `${name}.${nth}`, event.time);
    to.put(`${name}.${nth}`, { ...carried(event), channel: name, nth }, 0, undefined, undefined);
  }

  const sourceNamed = ({ functions }: Prepared, manifest: App, name: string): AnySource => {
    const sources = [
      ...Object.values(manifest).filter((one): one is AnySource => isSource(one)),
      ...[...functions.values()].map(({ source }) => source),
    ];
    const found = sources.find((one) => one.name === name && one.kind !== "bucket");
    if (found) return found;
    const names = new Set(sources.flatMap((one) => one.name ?? []));
    throw error("UNKNOWN_CHANNEL", `the app has no channel "${name}"; it has ${[...names].join(", ") || "none"}`);
  };

  /** Puts an event before every function that listens to its source. */
  function route(to: Prepared, source: AnySource, sent: Sent, number: number, options: SendOptions): void {
    const listening = [...to.functions].filter(([, fn]) => listens(fn, source, sent.event));
    // One of several consumers takes a message of a queue.
    const chosen = source.kind === "queue" && listening[1] ? [listening[(number - 1) % listening.length]!] : listening;
    const name = (event: number, fn: string): string => (chosen[1] ? `e${event}.${fn}` : `e${event}`);
    tracer.add("send", `e${number}`, `${sent.channel}${chosen[0] ? "" : ", to nobody"}`);
    for (const [fn] of chosen) {
      const consumer = to.consumer(fn);
      const { carrier } = consumer.unit;
      checkEvent(to.world.adapter.name, carrier.name, sent.bytes, carrier.shape.limits);
      const { maxDelayMs = Number.POSITIVE_INFINITY } = carrier.profile.delivery ?? {};
      const delay = delayOf(options);
      if (delay > maxDelayMs)
        throw error(
          "DELAY_TOO_LONG",
          `${to.world.adapter.name}: ${carrier.name} delays ${maxDelayMs} ms at most, not ${delay}`,
        );
      consumer.put(name(number, fn), sent, delay, options.key, name(number + 1, fn));
    }
  }

  async function send(channel: string | AnySource, data: unknown, options: SendOptions = {}): Promise<CloudEvent> {
    const to = await ready();
    const source = typeof channel === "string" ? sourceNamed(to, await load(), channel) : channel;
    if (source.schema) await validated(data, source.schema as Schema, "data");
    const number = base.count("event");
    const nth = base.count(`channel:${nameOf(source)}`);
    const sent: Sent = sentTo(source, data, options, { number, nth, now: clock.now() });
    route(to, source, sent, number, options);
    return sent.event;
  }

  async function stored(
    bucket: string | { readonly name: string },
    key: string,
    facts: object,
    what: string,
  ): Promise<CloudEvent> {
    const to = await ready();
    const name = typeof bucket === "string" ? bucket : bucket.name;
    const source: AnySource = { kind: "bucket", name };
    const number = base.count("event");
    const at = { number, nth: base.count(`channel:${name}`), now: clock.now() };
    const sent = sentTo(source, { bucket: name, key, ...facts }, { subject: key }, at);
    const event = { ...sent.event, type: `dev.unmoor.bucket.${what}` };
    route(to, source, { ...sent, event }, number, {});
    return event;
  }

  async function call(task: string | TaskFunction, input: unknown): Promise<unknown> {
    const to = await ready();
    const name = typeof task === "string" ? task : task.name;
    const fn = to.tasks.get(name);
    if (!fn)
      throw error("UNKNOWN_TASK", `the app has no task "${name}"; it has ${[...to.tasks.keys()].join(", ") || "none"}`);
    const unit = to.unit("task", "task", name, [name], fn);
    const number = base.count("task");
    const key = `t${number}`;
    tracer.add("invoke", key, name);
    const instance = await unit.pool.acquire();
    const spot: Spot = {
      key: `${key}#1`,
      event: key,
      names: [name],
      nth: number,
      number: 1,
      attempts: 1000,
      now: clock.now() - began,
    };
    const ended = await invoke(to.world, {
      carrier: unit.carrier,
      dispatch: unit.dispatch(instance),
      delivery: { input },
      spots: [spot],
      timeoutMs: timeoutOf(fn.options.timeout, unit.carrier.profile, options),
      instance,
      died: () => unit.pool.kill(instance),
    });
    if (ended.is === "answered") {
      keep(base, ended.rest);
      unit.pool.release(instance);
    } else unit.pool.kill(instance);
    const failed = ended.is === "answered" ? ended.outcome : error("TASK_FAILED", `${name}: ${ended.is}`);
    tracer.add("return", key, failed instanceof Error ? failed.message : "");
    if (failed instanceof Error) throw failed;
    return failed;
  }

  async function to(at: number): Promise<void> {
    await ready();
    await clock.advance(at - clock.now());
    check();
  }

  const driven = <T>(work: Promise<T>): Promise<T> => driver.through(keep(base, work));
  const cloud: Cloud = {
    log: base.log,
    trace: tracer.trace,
    peak,
    provider: typeof as === "string" ? as : as.name,
    get faults() {
      return plan.applied;
    },
    async fetch(input, init) {
      const { front } = await ready();
      // By concatenation: as a reference, the path `//evil.com/x` would choose the host.
      const url = typeof input === "string" && input.startsWith("/") ? `https://app.test${input}` : input;
      return driven(front.fetch(new Request(url, init)));
    },
    send: send as never,
    sendBatch: (async (channel: never, data: readonly unknown[], options?: SendOptions) => {
      const events: CloudEvent[] = [];
      for (const one of data) events.push(await send(channel, one, options));
      return events;
    }) as never,
    upload: (bucket, key, body = "", { contentType } = {}) => {
      const size = typeof body === "string" ? new TextEncoder().encode(body).length : body.length;
      return stored(bucket as string, key, { size, ...(contentType && { contentType }) }, "created");
    },
    remove: (bucket, key) => stored(bucket as string, key, {}, "deleted"),
    invoke: ((task: string | TaskFunction, input: unknown) => driven(call(task, input))) as never,
    clock: {
      get now() {
        return new Date(clock.now());
      },
      advance: (by) => to(clock.now() + milliseconds(by)),
      to: (at) => to(new Date(at).getTime()),
    },
    async settled() {
      await ready();
      await clock.settle();
      check();
      if (base.busy.size) throw error("NOT_SETTLED", `somebody waits for what never comes: ${pending()}`);
    },
    inject: (...faults) => plan.inject(...faults),
    attempts: ((of?: string | AnySource) => {
      const name = of === undefined || typeof of === "string" ? of : nameOf(of);
      return all()
        .filter((one) => name === undefined || one.name === name || nameOf(one.fn.source) === name)
        .flatMap(({ attempts }) => attempts)
        .sort((a, b) => a.at - b.at);
    }) as never,
    get deadLetters() {
      return all()
        .flatMap(({ dead }) => dead)
        .sort((a, b) => a.at - b.at);
    },
    async redrive() {
      for (const one of all()) one.redrive();
    },
    get instances() {
      return [...units.values()].flatMap(({ pool }) => pool.instances);
    },
    recycle() {
      for (const { pool } of units.values()) pool.recycle();
      tracer.add("recycle", "");
    },
  };
  return cloud as unknown as Cloud<A>;
}

const isSource = (value: unknown): value is AnySource =>
  typeof (value as Partial<AnySource> | null)?.kind === "string" && !("handler" in (value as object));

/** Whether a function gets the events of a source. */
function listens({ source, options }: EventFunction, sent: AnySource, event: CloudEvent): boolean {
  if (source.kind !== sent.kind) return false;
  if (source.kind === "bucket")
    return source.name === sent.name && event.type.endsWith(`.${options.when ?? "created"}`);
  if (source.kind === "cloudEvent")
    return Object.entries(source.match ?? {}).every(([name, value]) => event[name] === value);
  return source.name === sent.name;
}

/** Of earlier versions. */
export type Simulation = Cloud;
