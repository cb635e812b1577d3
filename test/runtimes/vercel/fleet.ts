import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { environment } from "../../../adapters/vercel/index.ts";
import type { Road } from "../../../src/conformance/index.ts";
import { type Deployed, type Deployment, importOf } from "../scenarios/deployed.ts";
import type { EventRuntime } from "../scenarios/events-on.ts";
import { startControlPlane } from "./control-plane.ts";
import { startInstance } from "./instance.ts";

/** Seconds of `maxDuration`, where nothing waits for its end, and where something does. */
const PATIENT = 30;
const HASTY = 2;
export const PATIENT_MS: number = PATIENT * 1000;

const ENDED = "the call has ended:";
const keyOf = ({ shape, name }: Deployed): string => `${shape}.${name}`;

/** A call under way: its lines, and who waits for the last of each stream. */
interface Call {
  readonly log: string[];
  readonly ended: Readonly<Record<"stdout" | "stderr", () => void>>;
}

/**
 * Many functions on two processes of Vercel's own launcher, which differ in `maxDuration` alone: one that hands a
 * request to the function that a header names. The queue is the inverse's, behind a socket.
 */
export async function fleet({ adapter, out }: Deployment, functions: readonly Deployed[]): Promise<EventRuntime> {
  const plane = await startControlPlane(
    (call) =>
      adapter.shapes.queue?.inverse.serve?.(call) ?? Promise.reject(new Error("the queue has no control plane")),
  );
  const calls = new Map<string, Call>();
  const start = async (maxDuration: number) => {
    const func = join(out, `fleet-${maxDuration}.func`);
    const index = join(func, "index.mjs");
    const entries = functions.map((fn) => `  "${keyOf(fn)}": () => import("${importOf(index, fn)}"),`);
    await mkdir(func);
    await writeFile(index, source(entries.join("\n")));
    const config = { runtime: "nodejs24.x", handler: "index.mjs", shouldAddHelpers: false, supportsCancellation: true };
    await writeFile(join(func, ".vc-config.json"), JSON.stringify({ ...config, maxDuration }));
    const env = { ...environment, VERCEL_QUEUE_BASE_URL: plane.origin, VERCEL_DEPLOYMENT_ID: "dpl_local" };
    return startInstance(func, env, reader(calls));
  };
  const [patient, hasty] = await Promise.all([start(PATIENT), start(HASTY)]);
  return {
    async stop() {
      await Promise.all([patient.stop(), hasty.stop()]);
      await plane.stop();
    },
    road(fn, { waits, brief }): Road {
      const { port } = waits && !brief ? hasty : patient;
      const log: string[] = [];
      return {
        calls: [],
        now: Date.now,
        log: () => log.join("\n"),
        async send(wire) {
          const id = `dev1::${crypto.randomUUID()}`;
          const [out, err] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
          calls.set(id, { log, ended: { stdout: out.resolve, stderr: err.resolve } });
          const reply = await post(wire as Request, port, { "x-vercel-id": id, "x-function": keyOf(fn) }).catch(
            (thrown: Error) => thrown,
          );
          // A process that is gone says no more.
          if (!(reply instanceof Error)) await Promise.all([out.promise, err.promise]);
          calls.delete(id);
          return reply;
        },
      };
    },
  };
}

const source = (entries: string): string => `const functions = {\n${entries}\n};
export default {
  async fetch(request, context) {
    const { default: fn } = await functions[request.headers.get("x-function")]();
    try {
      return await fn.fetch(request, context);
    } finally {
      for (const stream of [process.stdout, process.stderr])
        stream.write(\`${ENDED} \${request.headers.get("x-vercel-id")}\\n\`);
    }
  },
};
`;

/** Reads what a process writes: a line belongs to the call whose id it has. */
function reader(calls: ReadonlyMap<string, Call>): (text: string, stream: "stdout" | "stderr") => void {
  const rest = { stdout: "", stderr: "" };
  return (text, stream) => {
    const lines = (rest[stream] + text).split("\n");
    rest[stream] = lines.pop() ?? "";
    for (const line of lines) {
      const call = calls.get(/dev1::[\da-f-]{36}/.exec(line)?.[0] ?? "");
      if (line.startsWith(ENDED)) call?.ended[stream]();
      else call?.log.push(line);
    }
  };
}

/** The request as the proxy hands it to the function's own server. */
async function post(wire: Request, port: number, more: Readonly<Record<string, string>>): Promise<Response> {
  const { pathname, search } = new URL(wire.url);
  const headers = new Headers([...wire.headers].filter(([name]) => name !== "host"));
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
    method: wire.method,
    headers,
    ...(wire.method !== "GET" && { body: await wire.arrayBuffer() }),
  });
}
