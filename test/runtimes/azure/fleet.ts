import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventWire } from "../../../adapters/azure/codec/event.ts";
import type { TaskWire } from "../../../adapters/azure/codec/task.ts";
import type { NodeReply } from "../../../src/adapter/index.ts";
import type { Road } from "../../../src/conformance/index.ts";
import type { Deployed } from "../scenarios/deployed.ts";
import type { EventRuntime } from "../scenarios/events-on.ts";
import type { TypedData } from "./core.ts";
import { type AzureRuntime, type Ended, start } from "./start.ts";
import { typed } from "./typed.ts";

/** Milliseconds by deployment: the longest that Event Grid waits. */
export const PATIENT_MS = 30_000;
const HASTY_MS = 2000;

/** A function app, and its twin for what goes on until the time is up. */
interface Apps {
  readonly patient: Called;
  readonly hasty: Called;
}

/** A function app whose requests can be told apart. */
interface Called {
  readonly runtime: AzureRuntime;
  /** The invocation of the request with this trace. */
  readonly requests: ReadonlyMap<string, string>;
}

/** The function apps that were built, on the host in this process and a worker each. */
export async function fleet(functions: readonly Deployed[]): Promise<EventRuntime> {
  const started = new Map<string, Apps>();
  const all = Map.groupBy(functions, ({ dir }) => dir);
  await Promise.all(
    [...all].map(async ([dir, [first]]) => {
      const { unit } = first as Deployed;
      const [patient, hasty] = await Promise.all([call(dir, unit), hurried(dir).then((twin) => call(twin, unit))]);
      started.set(dir, { patient, hasty });
    }),
  );
  return {
    async stop() {
      for (const { patient, hasty } of started.values())
        await Promise.all([patient.runtime.stop(), hasty.runtime.stop()]);
    },
    road(fn, { waits, brief }): Road {
      const { patient, hasty } = started.get(fn.dir) as Apps;
      const app = waits && !brief ? hasty : patient;
      const invocations = new Set<string>();
      return {
        calls: [],
        now: Date.now,
        log: () =>
          app.runtime.lines
            .filter(({ invocation }) => invocations.has(`${invocation}`))
            .map(({ text }) => text)
            .join("\n"),
        async send(wire) {
          if (fn.trigger === "task") return request(app, fn, wire as TaskWire, invocations);
          const { invocation, failure } = await deliver(app.runtime, fn, wire as EventWire);
          invocations.add(invocation);
          // What a function returns is nobody's.
          return failure === undefined ? undefined : new Error(failure);
        },
      };
    },
  };
}

async function call(dir: string, unit: string): Promise<Called> {
  const requests = new Map<string, string>();
  const runtime = await start({
    dir,
    unit,
    onRequest({ invocationId, traceContext }) {
      requests.set(traceContext.traceParent.slice(3, 35), invocationId);
    },
  });
  return { runtime, requests };
}

/** The app as it would be built with a short timeout: but for that number the same. */
async function hurried(dir: string): Promise<string> {
  const twin = `${dir}-hasty`;
  await cp(dir, twin, { recursive: true });
  const dist = join(twin, "dist");
  let stated = 0;
  for (const name of await readdir(dist, { recursive: true })) {
    if (!name.endsWith(".mjs") && !name.endsWith(".js")) continue;
    const text = await readFile(join(dist, name), "utf8");
    const parts = text.split(/(?<=\btimeoutMs:)3e4\b/);
    stated += parts.length - 1;
    if (parts.length > 1) await writeFile(join(dist, name), parts.join(String(HASTY_MS)));
  }
  if (!stated) throw new Error(`nothing in ${dist} states its timeout of ${PATIENT_MS} ms`);
  return twin;
}

/** Calls a function as its trigger's extension does. */
function deliver(runtime: AzureRuntime, { unit }: Deployed, wire: EventWire): Promise<Ended> {
  const { input, trigger, metadata, retries } = wire;
  const { bindings } = runtime.functions.find(({ name }) => name === unit) ?? {};
  const [binding] = Object.values(bindings ?? {});
  const one = ({ cardinality }: { readonly [option: string]: unknown }): boolean => !/^many$/i.test(`${cardinality}`);
  if (!binding || binding.type !== trigger.type || one(binding) !== one(trigger))
    throw new Error(`"${unit}" is registered for ${JSON.stringify(binding)}, not for ${JSON.stringify(trigger)}`);
  const told: Record<string, TypedData> = {};
  for (const [name, value] of Object.entries(metadata))
    if (value !== undefined && value !== null) told[name] = typed(value);
  return runtime.invoke(unit, { data: typed(input), metadata: told, retries });
}

/** Calls a task through the host's front end. */
async function request(
  { runtime, requests }: Called,
  { name }: Deployed,
  { method, body }: TaskWire,
  invocations: Set<string>,
): Promise<NodeReply> {
  const trace = crypto.randomUUID().replaceAll("-", "");
  const reply = await fetch(`${runtime.origin}/${name}`, {
    method,
    headers: { "content-type": "application/json", traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    body: body === null || body === undefined ? null : await new Response(body as BodyInit).text(),
  });
  const bytes = new Uint8Array(await reply.arrayBuffer());
  const invocation = `${requests.get(trace)}`;
  await runtime.over(invocation);
  invocations.add(invocation);
  return { status: reply.status, headers: [...reply.headers].flat(), body: bytes };
}
