import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Adapter, Trigger } from "../adapter/index.ts";
import { scenarioApps } from "./apps.ts";
import { type ShapeUnderTest, shapeOf } from "./events/road.ts";
import { environment } from "./http/index.ts";
import { triggersOf } from "./shapes.ts";
import type { SocketOptions } from "./socket.ts";

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
