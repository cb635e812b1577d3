import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Runtime } from "../runtime.ts";
import { startEdge, type Upstream } from "./edge.ts";
import { DEFAULT_DURATION, type Instance, readConfig, startInstance } from "./instance.ts";
import { destination, type Route } from "./routes.ts";

export interface StartOptions {
  /** What `unmoor build` wrote for vercel: the folder that holds `.vercel/output`. */
  readonly dir: string;
  /** The function that must start; others start when a route leads to them. */
  readonly unit: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Longest wait for a process, in milliseconds. */
  readonly startMs?: number;
}

/** Serves a whole output, private functions included. */
export interface VercelRuntime extends Runtime {
  /** What Vercel itself calls: a queue's or a schedule's function, which is on no route. */
  deliver(unit: string, init: RequestInit): Promise<Response>;
}

/**
 * Serves an emitted `.vercel/output` with the vendor's own handler code behind a small edge.
 *
 * An instance that has died (a response body that fails takes the vendor's process down) is replaced at the next
 * request, as the platform does.
 *
 * @throws when config.json is missing, or the unit's process does not start; the message holds its logs
 * @example const runtime = await start({ dir: "dist/vercel", unit: "http" });
 */
export async function start(options: StartOptions): Promise<VercelRuntime> {
  const { dir, unit, env = {}, startMs } = options;
  const output = resolve(dir, ".vercel/output");
  const { routes = [] } = JSON.parse(await readFile(join(output, "config.json"), "utf8")) as { routes?: Route[] };
  const files = await readdir(join(output, "functions"), { recursive: true });
  const functions = new Set<string>();
  for (const name of files.filter((file) => file.endsWith(".func")).map((file) => file.slice(0, -5))) {
    const { experimentalTriggers } = await readConfig(join(output, "functions", `${name}.func`));
    if (!experimentalTriggers) functions.add(name);
  }

  let logs = "";
  const instances = new Map<string, Promise<Instance>>();
  const instance = async (name: string): Promise<Instance> => {
    const running = instances.get(name);
    if (running && !(await running).ended()) return running;
    // Another request may have replaced it meanwhile.
    if (instances.get(name) !== running) return instance(name);
    const folder = join(output, "functions", `${name}.func`);
    const starting = startInstance(
      folder,
      env,
      (text) => {
        logs += text;
      },
      startMs,
    );
    instances.set(name, starting);
    starting.catch(() => instances.delete(name));
    return starting;
  };
  const upstream = async (name: string): Promise<Upstream> => {
    const { maxDuration = DEFAULT_DURATION } = await readConfig(join(output, "functions", `${name}.func`));
    return { port: (await instance(name)).port, maxDurationMs: maxDuration * 1000 };
  };

  await instance(unit);
  const edge = await startEdge((method, path) => destination(routes, functions, method, path), upstream);
  return {
    provider: "vercel",
    shape: "fetch",
    origin: edge.origin,
    logs: () => logs,
    deliver: async (name, init) => fetch(`http://127.0.0.1:${(await instance(name)).port}/${name}`, init),
    async stop() {
      await edge.close();
      for (const running of await Promise.allSettled(instances.values()))
        if (running.status === "fulfilled") await running.value.stop();
    },
  };
}
