import { spawn } from "node:child_process";
import { once } from "node:events";

export interface StartOptions {
  /** What `unmoor build` wrote for node. */
  readonly dir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Longest wait for the ports, in milliseconds. */
  readonly startMs?: number;
  /** What the process takes for now when it starts: milliseconds since the epoch. */
  readonly at?: number;
}

export interface NodeRuntime {
  /** Of HTTP and tasks, and of events where they have no port of their own. */
  readonly origin: string;
  /** Of events. */
  readonly events: string;
  logs(): string;
  /** Settles when the log holds a text. */
  logged(text: string): Promise<void>;
  signal(name: "SIGTERM" | "SIGINT"): void;
  /** Gives the exit code once the process has ended. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

const clock = new URL("./clock.ts", import.meta.url).href;

/**
 * Starts an emitted folder as its Dockerfile does, on ports that the system chooses.
 *
 * @throws when the process ends, or does not listen within `startMs`; the message holds its logs
 * @example const runtime = await start({ dir: "dist/node" });
 */
export async function start({ dir, env = {}, startMs = 20_000, at }: StartOptions): Promise<NodeRuntime> {
  const args = [...(at === undefined ? [] : ["--import", clock]), "--enable-source-maps", "index.mjs"];
  const child = spawn(process.execPath, args, {
    cwd: dir,
    // Nothing of the developer's environment.
    env: {
      PATH: process.env.PATH,
      PORT: "0",
      HOST: "127.0.0.1",
      EVENTS_PORT: "00",
      ...(at !== undefined && { STARTS_AT: `${at}` }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let logs = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      logs += text;
      for (const look of waiting) look();
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  const until = (holds: () => boolean, withinMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const over = (settle: () => void): void => {
        clearTimeout(late);
        waiting.delete(look);
        settle();
      };
      const look = (): void => {
        if (holds()) over(resolve);
      };
      const fail = (why: string): void => over(() => reject(new Error(`node in ${dir}: ${why}\n${logs}`)));
      const late = setTimeout(() => fail(`nothing within ${withinMs} ms`), withinMs);
      waiting.add(look);
      look();
      ended.then((code) => fail(`ended with ${code}`));
    });
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  const told = (): { readonly port: number; readonly eventsPort?: number } | undefined => {
    const line = logs.split("\n").find((text) => text.includes('"message":"listening"') && text.endsWith("}"));
    return line ? JSON.parse(line) : undefined;
  };
  try {
    await until(() => told() !== undefined, startMs);
  } catch (cause) {
    await stop();
    throw cause;
  }
  const { port, eventsPort } = told() ?? {};
  return {
    origin: `http://127.0.0.1:${port}`,
    events: `http://127.0.0.1:${eventsPort}`,
    logs: () => logs,
    logged: (text) => until(() => logs.includes(text), 15_000),
    signal: (name) => void child.kill(name),
    ended,
    stop,
  };
}
