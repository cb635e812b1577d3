import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** One process of Vercel's own handler code, serving one `.func` folder; many requests at a time, as Fluid does. */
export interface Instance {
  readonly port: number;
  /** Whether it has ended: a body stream that fails takes the vendor's process down. */
  ended(): boolean;
  stop(): Promise<void>;
}

/** What `.vc-config.json` says and this runtime honours. */
export interface FunctionConfig {
  readonly handler: string;
  readonly runtime: string;
  /** Seconds. */
  readonly maxDuration?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly shouldAddHelpers?: boolean;
  readonly supportsCancellation?: boolean;
  /** A function with one is off the web. */
  readonly experimentalTriggers?: readonly { readonly type: string }[];
}

/** Seconds, on every plan: https://vercel.com/docs/functions/configuring-functions/duration */
export const DEFAULT_DURATION = 300;

/** `dist/dev-server.mjs` of `@vercel/node`: not exported by its package.json, therefore by path. */
const devServer = (): string =>
  createRequire(new URL("../package.json", import.meta.url))
    .resolve("@vercel/node")
    .replace(/index\.js$/, "dev-server.mjs")
    .replace(/dist[/\\]dist/, "dist");

const launcher = ({ maxDuration = DEFAULT_DURATION, supportsCancellation }: FunctionConfig): string =>
  `${new URL("./launcher.ts", import.meta.url)}?maxDuration=${maxDuration}${supportsCancellation ? "&cancellation" : ""}`;

export async function readConfig(func: string): Promise<FunctionConfig> {
  return JSON.parse(await readFile(`${func}/.vc-config.json`, "utf8")) as FunctionConfig;
}

/**
 * Starts the vendor's dev-server inside a `.func` folder.
 *
 * @param func absolute path of the folder
 * @param log receives what the process writes
 * @throws when the process ends before it listens, or does not listen within `startMs`
 */
export async function startInstance(
  func: string,
  env: Readonly<Record<string, string>>,
  log: (text: string, stream: "stdout" | "stderr") => void,
  startMs = 30_000,
): Promise<Instance> {
  const config = await readConfig(func);
  const child = fork(devServer(), [], {
    cwd: func,
    execArgv: [
      // Header lines above Node's 16 KiB default are legal on Vercel (32 KiB in total).
      "--max-http-header-size=65536",
      ...["--import", launcher(config)],
    ],
    // Only what the platform sets: an adapter must not live from the developer's environment.
    env: {
      PATH: process.env.PATH,
      VERCEL: "1",
      VERCEL_ENV: "production",
      VERCEL_REGION: "dev1",
      VERCEL_TELEMETRY_DISABLED: "1",
      ...config.environment,
      ...env,
      VERCEL_DEV_ENTRYPOINT: config.handler,
      VERCEL_DEV_CONFIG: JSON.stringify({ helpers: config.shouldAddHelpers !== false }),
      VERCEL_DEV_PORT: "0",
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let written = "";
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (text: string) => {
      written += text;
      log(text, stream);
    });
  const closed = once(child, "close");
  try {
    const port = await listening(child, startMs);
    return {
      port,
      ended: () => child.exitCode !== null || child.signalCode !== null,
      async stop() {
        // Vercel grants 500 ms after SIGTERM; the dev-server would wait 30 s for `waitUntil` work.
        const late = setTimeout(() => child.kill("SIGKILL"), 500);
        child.kill("SIGTERM");
        await closed;
        clearTimeout(late);
      },
    };
  } catch (cause) {
    child.kill("SIGKILL");
    await closed;
    throw new Error(`@vercel/node dev-server in ${func}: ${(cause as Error).message}\n${written}`);
  }
}

/** The port of the function's own server: the last that listens before the dev-server says that it is ready. */
function listening(child: ChildProcess, withinMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no port within ${withinMs} ms`)), withinMs);
    let port: number | undefined;
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it listened`)));
    child.on("message", (message) => {
      const { listening, port: proxy } = message as { listening?: number; port?: number };
      if (listening !== undefined) port = listening;
      if (proxy === undefined) return;
      clearTimeout(late);
      if (port !== undefined && port !== proxy) resolve(port);
      else reject(new Error("it serves no function"));
    });
  });
}
