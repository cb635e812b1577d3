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
  /** Sends JSON to a topic of its queues, and gives the message's id. */
  send(topic: string, data: unknown): Promise<string>;
  /** Whether a consumer may still get a message: neither acknowledged nor dropped. */
  holds(topic: string, consumer: string, id: string): Promise<boolean>;
  /** Starts a run of a schedule now. */
  run(schedule: string): Promise<void>;
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

/** What the brokers take for a token. */
const TOKEN = { authorization: "Bearer vc-dev-token" };

/**
 * Runs the functions of an emitted output under `vercel dev --local`, which refuses a finished build: as `api/*.mjs`,
 * with the triggers and schedules that the output has.
 *
 * @param dir the folder that holds `.vercel/output`
 * @param units names of the functions
 * @throws when it does not get ready; the message holds what it wrote
 */
export async function startDev(
  cli: string,
  dir: string,
  units: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Dev> {
  const home = await mkdtemp(join(tmpdir(), "unmoor-vercel-dev-"));
  const app = join(home, "app");
  await project(app, join(dir, ".vercel/output"), units);
  const flags = ["--listen", "127.0.0.1:0", "--queue-port", "0", "--schedules-port", "0", "--runtime-cache-port", "0"];
  const child = fork(cli, ["dev", "--local", "--yes", ...flags], {
    cwd: app,
    // Each request has a process of its own: with the group they all end.
    detached: true,
    execArgv: ["--import", `${new URL("./group.ts", import.meta.url)}`],
    env: {
      PATH: process.env.PATH,
      HOME: home,
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
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      logs += text;
      if (/Ready! Available at /.test(logs)) resolve();
    });
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
  const post = async (url: string, data?: unknown): Promise<Response> => {
    const body = data === undefined ? null : JSON.stringify(data);
    const reply = await fetch(url, { method: "POST", headers: { ...TOKEN, "content-type": "application/json" }, body });
    if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
    return reply;
  };
  return {
    origin: at("Available at"),
    logs: () => logs,
    async send(topic, data) {
      const reply = await post(`${at("Vercel Queues")}/api/v3/topic/${topic}`, data);
      return ((await reply.json()) as { messageId: string }).messageId;
    },
    async holds(topic, consumer, id) {
      const url = `${at("Vercel Queues")}/api/v3/topic/${topic}/consumer/${consumer}/id/${id}`;
      return (await fetch(url, { method: "POST", headers: TOKEN })).ok;
    },
    async run(schedule) {
      await post(`${at("Vercel Schedules")}/v1/schedules/${schedule}/invoke`);
    },
    stop,
  };
}

/** A project of the CLI's: functions by file, their triggers without the consumer, which it names itself. */
async function project(app: string, output: string, units: readonly string[]): Promise<void> {
  const json = async (path: string) => JSON.parse(await readFile(path, "utf8")) as Record<string, never>;
  await mkdir(join(app, "api"), { recursive: true });
  const functions: Record<string, object> = {};
  for (const unit of units) {
    const func = join(output, "functions", `${unit}.func`);
    await cp(join(func, "index.mjs"), join(app, "api", `${unit}.mjs`));
    const { experimentalTriggers } = (await json(join(func, ".vc-config.json"))) as {
      experimentalTriggers?: readonly { consumer?: string }[];
    };
    if (experimentalTriggers)
      functions[`api/${unit}.mjs`] = {
        experimentalTriggers: experimentalTriggers.map(({ consumer: _, ...trigger }) => trigger),
      };
  }
  const { schedules = [] } = (await json(join(output, "config.json"))) as { schedules?: { function: string }[] };
  await writeFile(
    join(app, "vercel.json"),
    JSON.stringify({ functions, schedules: schedules.map((it) => ({ ...it, function: `api/${it.function}` })) }),
  );
  await writeFile(join(app, "package.json"), '{"private":true,"type":"module"}');
}
