import { fork } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `vercel dev` with its own brokers. */
export interface Dev {
  /** Where `api/<unit>` answers. */
  readonly origin: string;
  logs(): string;
  /** Sends JSON to a topic of its queues, or bytes of that type, and gives the message's id. */
  send(topic: string, data: unknown, contentType?: string | null): Promise<string>;
  /** Acknowledges a message in place of its function. */
  acknowledge(topic: string, consumer: string, lease: string): Promise<void>;
  /** Whether a consumer may still get a message: neither acknowledged nor dropped. */
  holds(topic: string, consumer: string, id: string): Promise<boolean>;
  /** Starts a run of a schedule now; gives the status that its broker answers with when it has ended. */
  run(schedule: string): Promise<number>;
  stop(): Promise<void>;
}

/** The CLI, where it is installed; it is large, and `VERCEL_CLI` may name the folder of another copy. */
export function vercelCli(): string | undefined {
  if (process.env.VERCEL_CLI) return join(process.env.VERCEL_CLI, "dist/vc.js");
  try {
    const manifest = createRequire(new URL("../package.json", import.meta.url)).resolve("vercel/package.json");
    return manifest.replace(/package\.json$/, "dist/vc.js");
  } catch {
    return undefined;
  }
}

/** A function of an output. */
export interface DevFunction {
  /** The folder that holds `.vercel/output`. */
  readonly dir: string;
  readonly unit: string;
}

export interface DevOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Learns of each line, those of the brokers about messages included. */
  onLine?(line: string): void;
  /** What stands in place of a function, which it imports by that name. */
  wrap?(file: string): string;
  /** When schedules are due, in place of what they say. */
  readonly cron?: string;
}

/** What the brokers take for a token. */
const TOKEN = { authorization: "Bearer vc-dev-token" };

/**
 * Runs the functions of an emitted output under `vercel dev --local`, which refuses a finished build: as `api/*.mjs`,
 * with the triggers and schedules that the output has.
 *
 * @throws when it does not get ready; the message holds what it wrote
 */
export async function startDev(cli: string, functions: readonly DevFunction[], options: DevOptions = {}): Promise<Dev> {
  const { env, onLine } = options;
  const home = await mkdtemp(join(tmpdir(), "unmoor-vercel-dev-"));
  const app = join(home, "app");
  await project(app, functions, options);
  const flags = ["--listen", "127.0.0.1:0", "--queue-port", "0", "--schedules-port", "0", "--runtime-cache-port", "0"];
  const child = fork(cli, ["dev", "--local", "--yes", ...flags, ...(onLine ? ["--debug"] : [])], {
    cwd: app,
    // Each request has a process of its own: with the group they all end.
    detached: true,
    execArgv: ["--import", `${new URL("./group.ts", import.meta.url)}`],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      // A process a request: without it a third more of the processor's time.
      NODE_COMPILE_CACHE: join(home, "compiled"),
      XDG_DATA_HOME: home,
      CI: "1",
      VERCEL_TELEMETRY_DISABLED: "1",
      VERCEL_DEPLOYMENT_ID: "dpl_local",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const closed = once(child, "close");
  let logs = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      logs += text;
      if (/Ready! Available at /.test(text) || /Ready! Available at /.test(rest + text)) resolve();
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    });
  }
  child.once("exit", (code) => reject(new Error(`vercel dev ended with ${code}:\n${logs}`)));
  const stop = async (): Promise<void> => {
    try {
      process.kill(-Number(child.pid), "SIGKILL");
    } catch {
      // It has ended.
    }
    await closed;
    await rm(home, { recursive: true, force: true });
  };
  const late = setTimeout(() => reject(new Error(`vercel dev is not ready:\n${logs}`)), 60_000);
  await ready
    .catch(async (thrown: unknown) => {
      await stop();
      throw thrown;
    })
    .finally(() => clearTimeout(late));
  const at = (what: string): string => new RegExp(`${what}\\s+(http://[\\d.:]+)`).exec(logs)?.[1] ?? "";
  const consumers = (topic: string, consumer: string): string =>
    `${at("Vercel Queues")}/api/v3/topic/${topic}/consumer/${consumer}`;
  return {
    origin: at("Available at"),
    logs: () => logs,
    async send(topic, data, contentType = "application/json") {
      const url = `${at("Vercel Queues")}/api/v3/topic/${topic}`;
      const body = data instanceof Uint8Array ? new Uint8Array(data) : JSON.stringify(data);
      const headers = { ...TOKEN, ...(contentType !== null && { "content-type": contentType }) };
      const reply = await fetch(url, { method: "POST", headers, body });
      if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
      return ((await reply.json()) as { messageId: string }).messageId;
    },
    holds: async (topic, consumer, id) =>
      (await fetch(`${consumers(topic, consumer)}/id/${id}`, { method: "POST", headers: TOKEN })).ok,
    async acknowledge(topic, consumer, lease) {
      await fetch(`${consumers(topic, consumer)}/lease/${lease}`, { method: "DELETE", headers: TOKEN });
    },
    async run(schedule) {
      const url = `${at("Vercel Schedules")}/v1/schedules/${schedule}/invoke`;
      return (await fetch(url, { method: "POST", headers: TOKEN })).status;
    },
    stop,
  };
}

/** A project of the CLI's: functions by file, their triggers without the consumer, which it names itself. */
async function project(app: string, given: readonly DevFunction[], { wrap, cron }: DevOptions): Promise<void> {
  const json = async (path: string) => JSON.parse(await readFile(path, "utf8")) as Record<string, never>;
  await mkdir(join(app, "api"), { recursive: true });
  const functions: Record<string, object> = {};
  for (const { dir, unit } of given) {
    const func = join(dir, ".vercel/output/functions", `${unit}.func`);
    await cp(join(func, "index.mjs"), join(app, wrap ? "lib" : "api", `${unit}.mjs`));
    if (wrap) await writeFile(join(app, "api", `${unit}.mjs`), wrap(`../lib/${unit}.mjs`));
    const { experimentalTriggers } = (await json(join(func, ".vc-config.json"))) as {
      experimentalTriggers?: readonly { consumer?: string }[];
    };
    if (experimentalTriggers)
      functions[`api/${unit}.mjs`] = {
        experimentalTriggers: experimentalTriggers.map(({ consumer: _, ...trigger }) => trigger),
      };
  }
  const schedules: object[] = [];
  for (const dir of new Set(given.map((each) => each.dir))) {
    const config = (await json(join(dir, ".vercel/output/config.json"))) as { schedules?: { function: string }[] };
    for (const schedule of config.schedules ?? [])
      schedules.push({ ...schedule, ...(cron && { schedule: cron }), function: `api/${schedule.function}` });
  }
  await writeFile(join(app, "vercel.json"), JSON.stringify({ functions, schedules }));
  await writeFile(join(app, "package.json"), '{"private":true,"type":"module"}');
}
