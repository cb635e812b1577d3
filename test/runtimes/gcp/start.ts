import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Runtime } from "../runtime.ts";

export interface StartOptions {
  /** What `unmoor build` wrote for gcp. */
  readonly dir: string;
  readonly unit: string;
  /** `function` runs under functions-framework, `service` by `node index.mjs`, as the two buildpacks do. */
  readonly shape?: "function" | "service";
  /** Export that functions-framework serves. */
  readonly target?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Modules that the process loads first. */
  readonly preloads?: readonly string[];
  /** Takes what they tell. */
  onMessage?(message: object): void;
  /** Longest wait for the port, in milliseconds. */
  readonly startMs?: number;
}

export interface GcpRuntime extends Runtime {
  /** SIGTERM, as Cloud Run sends it; gives the exit code once the process has ended by itself. */
  terminate(): Promise<number | null>;
}

/** What the buildpack puts at `node_modules/.bin/functions-framework`. */
const framework = fileURLToPath(
  new URL("../node_modules/@google-cloud/functions-framework/build/src/main.js", import.meta.url),
);

const preload = new URL("./report-port.ts", import.meta.url).href;

/**
 * Serves an emitted folder as Google Cloud's buildpacks start it, on a port that the system chooses.
 *
 * @throws when the process ends, or does not listen within `startMs`; the message holds its logs
 * @example const runtime = await start({ dir: "dist/gcp", unit: "http", shape: "service" });
 */
export async function start(options: StartOptions): Promise<GcpRuntime> {
  const {
    dir,
    unit,
    shape = "function",
    target = "handler",
    env = {},
    preloads = [],
    onMessage,
    startMs = 20_000,
  } = options;
  const args = [
    ...[preload, ...preloads].flatMap((module) => ["--import", module]),
    shape === "function" ? framework : "index.mjs",
  ];
  const child = spawn(process.execPath, args, {
    cwd: join(dir, unit),
    // Only what Cloud Run sets: an adapter must not live from the developer's environment.
    env: { PATH: process.env.PATH, PORT: "0", K_SERVICE: unit, ...served(shape, target), ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  if (onMessage) child.on("message", onMessage);
  let logs = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      logs += text;
    });
  const ended = once(child, "close") as Promise<[number | null]>;
  const port = await listening(child, startMs).catch(async (cause: Error) => {
    child.kill("SIGKILL");
    await ended;
    throw new Error(`${shape} in ${join(dir, unit)}: ${cause.message}\n${logs}`);
  });
  return {
    provider: "gcp",
    shape,
    origin: `http://127.0.0.1:${port}`,
    logs: () => logs,
    async terminate() {
      child.kill("SIGTERM");
      return (await ended)[0];
    },
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const served = (shape: string, target: string): Record<string, string> =>
  shape === "function" ? { FUNCTION_TARGET: target, FUNCTION_SIGNATURE_TYPE: "http" } : {};

function listening(child: ChildProcess, withinMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no port within ${withinMs} ms`)), withinMs);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it listened`)));
    child.once("message", (message) => {
      clearTimeout(late);
      resolve((message as { port: number }).port);
    });
  });
}
