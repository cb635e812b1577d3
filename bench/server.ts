import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { here } from "./bundle.ts";
import { call } from "./calls.ts";
import { peers } from "./contestants.ts";
import { interleave } from "./process.ts";
import type { Bench, Section } from "./section.ts";
import type { Numbers } from "./statistics.ts";
import { build } from "./unmoor.ts";

interface Server {
  readonly file: string;
  readonly args: readonly string[];
}

interface Usage {
  readonly cpu: number;
  readonly rss: number;
}

/** What autocannon is asked for here. */
interface Load {
  readonly url: string;
  readonly amount: number;
  readonly method?: "POST";
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
type Cannon = (load: Load & { readonly connections: number }) => Promise<{ readonly "2xx": number }>;

const FRAMEWORK = join(here, "node_modules/@google-cloud/functions-framework/build/src/main.js");
const BODY: string = JSON.parse(call("v2", "POST")).body;

/** Servers as Cloud Run starts them: their start, and CPU of a request under 16 connections. */
export async function server(bench: Bench): Promise<Section> {
  const servers = new Map<string, Server>();
  for (const fetch of ["light", "native"] as const) {
    const sets = ["http=service", `fetch=${fetch}`];
    const { file } = await build("peers/unmoor.ts", join(bench.dir, `service-${fetch}`), "gcp", sets);
    servers.set(`unmoor service, ${fetch}`, { file, args: [] });
  }
  const framework = (source: string, target: string): Server => ({
    file: FRAMEWORK,
    args: ["--source", source, "--target", target, "--signature-type", "http"],
  });
  const made = await build("peers/unmoor.ts", join(bench.dir, "function"), "gcp", ["http=function"]);
  servers.set("unmoor on functions-framework", framework(made.file, "handler"));
  for (const [name, of] of await peers("servers", bench)) {
    const { file } = of("");
    if (name !== "functions-framework") servers.set(name, { file, args: [] });
    else {
      const source = join(bench.dir, "framework/index.mjs");
      mkdirSync(join(source, ".."), { recursive: true });
      renameSync(file, source);
      servers.set(name, framework(source, "site"));
    }
  }
  writeFileSync(join(bench.dir, "package.json"), '{"type":"module"}');
  return {
    title: "Google: the server of a service",
    note: "Start is from the fork to the first 200; CPU of the server process a request, microseconds, by autocannon over 16 connections.",
    base: "bare",
    rounds: await interleave(
      "server",
      [...servers.keys()],
      bench.rounds(7),
      (name) => measure(servers.get(name) as Server, bench),
      bench.leaveOut,
    ),
    columns: [
      { key: "start", title: "start ms", digits: 0 },
      { key: "startCpu", title: "start CPU ms", digits: 0, ratio: true },
      { key: "rss", title: "RSS MB", digits: 1 },
      { key: "get", title: "GET µs", digits: 1, ratio: true },
      { key: "post", title: "POST µs", digits: 1, ratio: true },
    ],
  };
}

async function measure({ file, args }: Server, { dir, budget }: Bench): Promise<Numbers> {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), NODE_ENV: "production", NODE_OPTIONS: "" };
  const began = performance.now();
  const child = fork(file, args, { execArgv: ["--import", join(dir, "probes/usage.mjs")], env, silent: true });
  try {
    const url = `http://127.0.0.1:${port}`;
    while (!(await answers(`${url}/hello/you`))) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      if (performance.now() - began > 30_000) throw new Error("the server does not answer");
      await wait(1);
    }
    const start = performance.now() - began;
    const first = await usage(child);
    const amount = Math.ceil(budget / 20);
    const get = await load(child, { url: `${url}/hello/you`, amount });
    const headers = { "content-type": "application/json" };
    const post = await load(child, { url: `${url}/echo`, method: "POST", body: BODY, headers, amount });
    return { start, startCpu: first.cpu / 1000, rss: first.rss, get, post };
  } finally {
    child.kill("SIGKILL");
  }
}

/** CPU of the server a request, in microseconds, once it is warm. */
async function load(child: ChildProcess, options: Load): Promise<number> {
  // By its path: it is no dependency of ours, and without types.
  const autocannon = createRequire(import.meta.filename)("autocannon") as Cannon;
  await autocannon({ ...options, connections: 16 });
  const before = await usage(child);
  const { "2xx": fine } = await autocannon({ ...options, connections: 16 });
  if (fine !== options.amount) throw new Error(`${fine} of ${options.amount} requests were answered`);
  return ((await usage(child)).cpu - before.cpu) / options.amount;
}

async function usage(child: ChildProcess): Promise<Usage> {
  child.send("usage");
  const [told] = await once(child, "message");
  return told as Usage;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    const text = await response.text();
    if (response.ok && text !== '{"hello":"you"}') throw new TypeError(text);
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
