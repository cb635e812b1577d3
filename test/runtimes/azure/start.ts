import { type ChildProcess, fork } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Runtime } from "../runtime.ts";
import type { FunctionMetadata, InvocationRequest, ToHost, ToWorker, TypedData } from "./core.ts";
import { startHost } from "./host.ts";

export interface StartOptions {
  /** What `unmoor build` wrote for azure: the folder of host.json. */
  readonly dir: string;
  /** A function that must be registered. */
  readonly unit: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds without a byte after which the host answers 504 or cuts; the platform's 240 s by default. */
  readonly activityMs?: number;
  /** Longest wait for the app, in milliseconds. */
  readonly startMs?: number;
  /** Learns of each invocation that a request becomes. */
  onRequest?(request: InvocationRequest): void;
}

/** A line that came over the worker's channel. */
export type LogLine = Extract<ToHost, { is: "log" }>;

/** What an extension hands over. */
export interface TriggerEvent {
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  /** Of the function's retry policy; 0 the first time. */
  readonly retries?: number;
}

/** How an invocation ended. */
export interface Ended {
  readonly invocation: string;
  /** Of a failed one: message and stack. */
  readonly failure?: string;
  readonly returned?: TypedData;
}

export interface AzureRuntime extends Runtime {
  /** Calls a function as its trigger's extension does. */
  invoke(name: string, event: TriggerEvent): Promise<Ended>;
  /** Waits for the end of an invocation. */
  over(invocation: string): Promise<Ended>;
  /** What the app has registered. */
  readonly functions: readonly FunctionMetadata[];
  readonly capabilities: Readonly<Record<string, string>>;
  /** Structured: level, category, invocation. */
  readonly lines: readonly LogLine[];
  /** Invocations that have ended, and how: `undefined` is success. */
  readonly ended: ReadonlyMap<string, string | undefined>;
}

/**
 * Serves an emitted folder with the real programming model of the `@azure/functions` copy in its bundle: the worker's
 * side in a child process, the .NET host's side here.
 *
 * @throws when the app fails to load, or does not register `unit`; the message holds its logs
 * @example const runtime = await start({ dir: "dist/azure", unit: "http" });
 */
export async function start(options: StartOptions): Promise<AzureRuntime> {
  const { dir, unit, env = {}, activityMs = 240_000, startMs = 20_000, onRequest } = options;
  const child = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), [dir], {
    cwd: dir,
    execArgv: [],
    execPath: process.execPath,
    // Only what the platform sets: an adapter must not live from the developer's environment.
    env: {
      PATH: process.env.PATH,
      FUNCTIONS_WORKER_RUNTIME: "node",
      FUNCTIONS_EXTENSION_VERSION: "~4",
      AzureWebJobsDisableHomepage: "true",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Bytes stay bytes.
    serialization: "advanced",
  });
  let logs = "";
  const lines: LogLine[] = [];
  const ended = new Map<string, string | undefined>();
  const waiting = new Map<string, (ended: Ended) => void>();
  // The host takes what a worker had under way for failed.
  child.once("exit", (code) => {
    for (const [invocation, end] of waiting) end({ invocation, failure: `the worker ended with ${code}` });
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      logs += text;
    });
  const ready = new Promise<Extract<ToHost, { is: "ready" }>>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready within ${startMs} ms`)), startMs);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready`)));
    child.on("message", (message: ToHost) => {
      if (message.is === "ready") {
        clearTimeout(late);
        resolve(message);
      } else if (message.is === "response") {
        ended.set(message.invocation, message.failure);
        const { is: _, ...how } = message;
        waiting.get(message.invocation)?.(how);
        waiting.delete(message.invocation);
        logs += `[ended] ${message.invocation} ${message.failure ?? "well"}\n`;
      } else {
        lines.push(message);
        logs += `[${message.level}] ${message.text}\n`;
      }
    });
  });
  try {
    const { functions, capabilities } = await ready;
    const { HttpUri: httpUri } = capabilities;
    if (!functions.some(({ name }) => name === unit)) throw new Error(`no function "${unit}" is registered`);
    if (!httpUri) throw new Error("the app does not stream HTTP; gRPC mode is not played here");
    const { extensions } = JSON.parse(await readFile(join(dir, "host.json"), "utf8")) as {
      extensions?: { http?: { routePrefix?: string } };
    };
    const host = await startHost({
      functions,
      httpUri,
      ...(extensions?.http?.routePrefix !== undefined && { routePrefix: extensions.http.routePrefix }),
      activityMs,
      invoke(name, request) {
        onRequest?.(request);
        child.send({ function: name, request } satisfies ToWorker);
      },
    });
    const over = (invocation: string): Promise<Ended> => new Promise((resolve) => waiting.set(invocation, resolve));
    return {
      provider: "azure",
      shape: "stream",
      origin: host.origin,
      functions,
      capabilities,
      lines,
      ended,
      logs: () => logs,
      invoke(name, { data, metadata = {}, retries = 0 }) {
        const { bindings, retryOptions } = functions.find((each) => each.name === name) ?? {};
        const [binding] = Object.entries(bindings ?? {}).find(([, { direction }]) => direction === "in") ?? [];
        if (!binding) throw new Error(`no function "${name}" is registered`);
        const invocationId = randomUUID();
        const request: InvocationRequest = {
          invocationId,
          inputData: [{ name: binding, data }],
          triggerMetadata: metadata,
          traceContext: {
            traceParent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`,
            traceState: "",
          },
          // The host tells of its policy from the first retry on.
          ...(retries && { retryContext: { retryCount: retries, maxRetryCount: retryOptions?.maxRetryCount ?? 0 } }),
        };
        const end = over(invocationId);
        child.send({ function: name, request } satisfies ToWorker);
        return end;
      },
      async over(invocation) {
        if (!ended.has(invocation)) return over(invocation);
        const failure = ended.get(invocation);
        return { invocation, ...(failure !== undefined && { failure }) };
      },
      async stop() {
        await host.close();
        await kill(child);
      },
    };
  } catch (cause) {
    await kill(child);
    throw new Error(`azure in ${dir}: ${(cause as Error).message}\n${logs}`, { cause });
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
