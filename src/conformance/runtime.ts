import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Adapter, Traits, Trigger } from "../adapter/index.ts";
import { scenarioApps } from "./apps.ts";
import type { Carrier } from "./call.ts";
import type { EventCarrier, EventTrigger, TaskCarrier } from "./events/carrier.ts";
import { roadCarrier } from "./events/deliver.ts";
import { inverseOf, type Road, type ShapeUnderTest, shapeOf } from "./events/road.ts";
import { CHANNEL } from "./events/sent.ts";
import { environment } from "./http/index.ts";
import { triggersOf } from "./shapes.ts";
import { type SocketOptions, socketCarrier } from "./socket.ts";

/** The scenarios' app, built for one shape. */
export interface Built {
  /** What the build wrote for the target: absolute. */
  readonly dir: string;
  readonly shape: string;
  /** The environment to start it with. */
  readonly env: Readonly<Record<string, string>>;
  /** The bundle that holds a function, relative to `dir`. */
  fileOf(name: string): string;
}

/** The provider's own runtime, with the app in it. */
export interface Running {
  /** Of HTTP: `http://127.0.0.1:port`. */
  readonly origin?: string;
  /** All that has been logged so far, a JSON object a line where the adapter says so. */
  logs(): string;
  /**
   * Of events and tasks: hands one function what its provider would, and gives the reply, or an Error for what failed.
   *
   * @param name of the function
   * @param wire as the shape's inverse has made it
   */
  send?(name: string, wire: unknown): Promise<unknown>;
  /** Milliseconds since the epoch by the functions' clock; this machine's by default. */
  now?(): number;
  stop(): Promise<void>;
}

/** How an adapter's bundles are run. */
export interface RuntimeUnderTest {
  /** Builds' choices for this target, by shape. */
  readonly config?: (shape: string) => Readonly<Record<string, unknown>>;
  /** Starts what was built: once a shape. */
  start(built: Built): Promise<Running>;
  /** Headers that the platform's front end adds and the runtime does not have before it. */
  readonly front?: SocketOptions["front"];
}

/** A runtime that is built and started when first asked for. */
export interface Started {
  running(): Promise<Running>;
  stop(): Promise<void>;
}

/**
 * Builds the scenarios' app for one shape and starts it.
 *
 * @param env beside what the scenarios themselves need
 */
export function startRuntime({ adapter, shape, env = {} }: ShapeUnderTest, runtime: RuntimeUnderTest): Started {
  let dir: string | undefined;
  let started: Promise<Running> | undefined;
  const start = async (): Promise<Running> => {
    dir = await mkdtemp(join(tmpdir(), `unmoor-${adapter.name}-${shape}-`));
    const built = await buildFor(adapter, shape, dir, runtime.config?.(shape) ?? {});
    return runtime.start({ ...built, shape, env: { ...environment, ...env } });
  };
  return {
    running: () => (started ??= start()),
    async stop() {
      const running = await started?.catch(() => undefined);
      await running?.stop();
      if (dir) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function buildFor(
  adapter: Adapter,
  shape: string,
  out: string,
  config: Readonly<Record<string, unknown>>,
): Promise<Pick<Built, "dir" | "fileOf">> {
  // Not before it is needed: the bundler is large.
  const { build } = await import("../build/index.ts");
  const { name } = adapter;
  const carried = triggersOf(adapter, shape);
  const http = carried.includes("http");
  const streams = shapeOf({ adapter, shape }).traits.streaming === true;
  const events = await functionsOfEvents();
  const { manifest } = await build({
    entry: http ? scenarioApps[streams ? "streaming" : "functions"] : scenarioApps.events,
    targets: [name],
    adapters: { [name]: async () => ({ adapter }) },
    out,
    name: "conformance",
    options: {
      [name]: {
        ...Object.fromEntries(carried.map((trigger) => [trigger, shape])),
        ...(!http && { without: events.filter(([, trigger]) => !carried.includes(trigger)).map(([name]) => name) }),
        ...config,
      },
    },
    env: { PATH: process.env.PATH },
  });
  const units = manifest.targets[name]?.units ?? [];
  return {
    dir: join(out, name),
    fileOf(wanted) {
      const unit = units.find(({ functions }) => functions.some((fn) => fn.name === wanted));
      if (!unit) throw new Error(`${name} ${shape} has no function "${wanted}"`);
      return unit.file;
    },
  };
}

/** What the app has beside HTTP functions. */
export async function functionsOfEvents(): Promise<[name: string, trigger: Trigger][]> {
  const app = (await import(pathToFileURL(scenarioApps.events).href)) as Readonly<
    Record<string, { readonly source?: { readonly kind: Trigger } }>
  >;
  return Object.entries(app).map(([name, fn]) => [name, fn.source?.kind ?? "task"]);
}

/** A carrier of HTTP over the runtime's socket. */
export async function runtimeCarrier(
  { adapter, shape }: ShapeUnderTest,
  { front }: RuntimeUnderTest,
  started: Started,
): Promise<Carrier> {
  const running = await started.running();
  if (!running.origin) throw new Error(`the runtime of ${adapter.name} ${shape} has no origin to call`);
  const { traits, limits } = shapeOf({ adapter, shape });
  return socketCarrier({
    provider: adapter.name,
    shape,
    origin: running.origin,
    traits: traits as Traits<"http">,
    limits,
    logs: () => running.logs(),
    ...(front && { front }),
  });
}

/**
 * A carrier of events over the runtime. Deliveries run side by side where what was logged of each can be told by its
 * events' ids; where the provider has ids of its own, one at a time of each function.
 */
export async function runtimeEventCarrier(
  under: ShapeUnderTest,
  trigger: EventTrigger,
  started: Started,
): Promise<EventCarrier> {
  const running = await started.running();
  const now = (): number => running.now?.() ?? Date.now();
  const carrier = (mine: (lines: readonly string[]) => readonly string[]): Promise<EventCarrier> =>
    roadCarrier(under, trigger, (name) => roadTo(name, running, now, mine), now);
  const whole = { ...(await carrier((lines) => lines)), lateMs: LATE };
  const id = `event-${crypto.randomUUID()}-0`;
  const { handled } = await whole.deliver("plain", [{ id, data: { bucket: CHANNEL, key: "done/0" } }]);
  const known = handled[0]?.id === id;
  const queues = new Map<string, Promise<unknown>>();
  return {
    ...whole,
    async deliver(variant, events) {
      if (known) {
        const named = events.map((event, i) => ({ id: `event-${crypto.randomUUID().slice(0, 8)}-${i}`, ...event }));
        const own = await carrier((lines) => linesAbout(named, lines));
        return own.deliver(variant, named);
      }
      const delivered = (queues.get(variant) ?? Promise.resolve()).then(() => whole.deliver(variant, events));
      queues.set(
        variant,
        delivered.catch(() => {}),
      );
      return delivered;
    },
  };
}

/** Milliseconds that a busy machine may be late. */
const LATE = 20_000;

/** The lines that name one of the events, and all others of the same invocations. */
function linesAbout(events: readonly { readonly id: string }[], lines: readonly string[]): string[] {
  const naming = lines.filter((line) => events.some(({ id }) => line.includes(`"${id}"`)));
  const invocations = naming.flatMap((line) => /"invocation":"([^"]+)"/.exec(line)?.[1] ?? []);
  return lines.filter((line) => naming.includes(line) || invocations.some((id) => line.includes(id)));
}

function roadTo(
  name: string,
  running: Running,
  now: () => number,
  mine: (lines: readonly string[]) => readonly string[],
): Road {
  const before = running.logs().length;
  return {
    calls: [],
    now,
    send: (wire) => sendTo(running, name, wire),
    log: async () => mine(await linesOf(running, name, before)).join("\n"),
  };
}

const sendTo = (running: Running, name: string, wire: unknown): Promise<unknown> => {
  if (!running.send) throw new Error(`the runtime has no way to send to "${name}"`);
  return running
    .send(name, wire)
    .catch((thrown: unknown) => (thrown instanceof Error ? thrown : new Error(`${thrown}`)));
};

/** Milliseconds that a line may take through its pipe. */
const PIPE = 40;

/** What a function has logged since, once what was written has come. */
async function linesOf(running: Running, name: string, since: number): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, PIPE));
  const word = new RegExp(`\\b${name}\\b`);
  const lines = running.logs().slice(since).split("\n");
  return lines.filter((line) => word.test(line));
}

/** A carrier of tasks over the runtime. */
export async function runtimeTaskCarrier(under: ShapeUnderTest, started: Started): Promise<TaskCarrier> {
  const running = await started.running();
  const inverse = inverseOf(under) as unknown as {
    wire(delivery: { readonly input: unknown }): unknown;
    outcome(reply: unknown, wire: unknown, calls: readonly Request[]): unknown;
  };
  return {
    provider: under.adapter.name,
    shape: under.shape,
    trigger: "task",
    traits: {},
    limits: shapeOf(under).limits,
    async call(name, input) {
      const before = running.logs().length;
      const wire = await inverse.wire({ input });
      const reply = await sendTo(running, name, wire);
      return { result: await inverse.outcome(reply, wire, []), log: (await linesOf(running, name, before)).join("\n") };
    },
  };
}
