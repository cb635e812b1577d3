import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { serviceName } from "../../../adapters/gcp/names.ts";
import type { Push } from "../../../adapters/gcp/runtime.ts";
import type { NodeReply, Unit } from "../../../src/adapter/index.ts";
import type { Road } from "../../../src/conformance/index.ts";
import { type Deployed, type Deployment, importOf } from "../scenarios/deployed.ts";
import type { EventRuntime } from "../scenarios/events-on.ts";
import { type GcpRuntime, start } from "./start.ts";

const INVOKER = "scenarios-invoker@p.iam.gserviceaccount.com";
const REPORT = new URL("./report-delivery.ts", import.meta.url).href;

/** Milliseconds by deployment: Cloud Run tells a request no deadline. */
export const PATIENT_MS = 60_000;
const HASTY_MS = 2000;

const keyOf = ({ shape, name }: Deployed): string => `${shape}.${name}`;

/** A function as it would be built with a short timeout, for what goes on until then: but for that number the same. */
async function hasty(fn: Deployed): Promise<Deployed> {
  const file = fn.file.replace(/\.mjs$/, ".hasty.mjs");
  const [before, after, ...more] = (await readFile(fn.file, "utf8")).split(/(?<=\btimeoutMs:)6e4\b/);
  if (after === undefined || more[0] !== undefined)
    throw new Error(`${fn.file} does not state its timeout of ${PATIENT_MS} ms once`);
  await writeFile(file, `${before}${HASTY_MS}${after}`);
  return { ...fn, name: `${fn.name}.hasty`, file };
}

/** One function of functions-framework, which hands a request to the one that a header names. */
const framework = (entries: string): string => `import { within } from "${REPORT}";
const functions = {\n${entries}\n};
export const handler = async (request, response) => {
  const { handler } = await functions[request.headers["x-function"]]();
  await within(request, () => handler(request, response));
};
`;

/** Our own servers beside each other: each listens as soon as it is imported. */
const servers = (entries: string): string => `import { subscribe, unsubscribe } from "node:diagnostics_channel";
const LISTENS = "tracing:net.server.listen:asyncEnd";
process.setMaxListeners(0);
for (const [key, load] of Object.entries({\n${entries}\n})) {
  const { promise, resolve } = Promise.withResolvers();
  const listens = ({ server }) => resolve(server.address().port);
  subscribe(LISTENS, listens);
  await load();
  process.send({ key, port: await promise });
  unsubscribe(LISTENS, listens);
}
process.send({ ready: true });
`;

/** Many functions in one process, as the buildpacks start one. */
export async function fleet(
  { out }: Deployment,
  shape: "function" | "service",
  built: readonly Deployed[],
): Promise<EventRuntime> {
  // Those with a time of their own are as short as they are to be.
  const hurried = await Promise.all(built.filter(({ name }) => !/brief$/i.test(name)).map(hasty));
  const functions = [...built, ...hurried];
  const index = join(out, shape, "index.mjs");
  const entries = functions.map((fn) => `  "${keyOf(fn)}": () => import("${importOf(index, fn)}"),`).join("\n");
  await mkdir(join(out, shape));
  await writeFile(join(out, shape, "package.json"), '{ "type": "module", "main": "index.mjs" }');
  await writeFile(index, (shape === "function" ? framework : servers)(entries));

  const ports = new Map<string, number>();
  const deliveries = new Map<string, { readonly log: string[]; ended(): void }>();
  const ready = Promise.withResolvers<void>();
  const runtime = await start({
    dir: out,
    unit: shape,
    shape,
    preloads: [REPORT],
    env: { INVOKER_ACCOUNT: INVOKER },
    onMessage({ key, port, ready: all, delivery, text }: Partial<Message>) {
      if (key !== undefined) ports.set(key, port as number);
      if (all) ready.resolve();
      const sent = delivery === undefined ? undefined : deliveries.get(delivery);
      if (text !== undefined) sent?.log.push(text);
      else sent?.ended();
    },
  });
  if (shape === "service") await ready.promise;
  const agent = new Agent({ keepAlive: true });
  return {
    async stop() {
      agent.destroy();
      await runtime.stop();
    },
    road(fn, { waits, brief }): Road {
      const key = `${keyOf(fn)}${waits && !brief ? ".hasty" : ""}`;
      const log: string[] = [];
      return {
        calls: [],
        now: Date.now,
        log: () => log.join(""),
        async send(wire) {
          const delivery = randomUUID();
          const { promise: over, resolve: ended } = Promise.withResolvers<void>();
          deliveries.set(delivery, { log, ended });
          const port = ports.get(key) ?? portOf(runtime);
          const more = ["x-delivery", delivery, "x-function", key, "authorization", token(fn)];
          const reply = await post(wire as Push, more, port, agent);
          if (!(reply instanceof Error)) await over;
          deliveries.delete(delivery);
          return reply;
        },
      };
    },
  };
}

interface Message {
  readonly key: string;
  readonly port: number;
  readonly ready: boolean;
  readonly delivery: string;
  readonly text: string;
}

const portOf = ({ origin }: GcpRuntime): number => Number(new URL(origin).port);

/** The request as its sender made it, to the letter. */
function post(wire: Push, more: readonly string[], port: number, agent: Agent): Promise<NodeReply | Error> {
  const { method = "POST", url: path = "/", rawHeaders, rawBody } = wire;
  return new Promise((resolve) => {
    const sent = request({ port, method, path, agent, headers: [...rawHeaders, ...more] }, async (answer) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const { statusCode: status = 0 } = answer;
        const headers = answer.rawHeaders.map((text, at) => (at % 2 ? text : text.toLowerCase()));
        resolve({ status, headers, body: status === 204 ? null : new Uint8Array(Buffer.concat(chunks)) });
      } catch (broken) {
        resolve(broken as Error);
      }
    });
    sent.once("error", resolve);
    sent.end(rawBody);
  });
}

/** As Cloud Run hands on a token that IAM has verified. */
function token(fn: Deployed): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    iss: "https://accounts.google.com",
    aud: serviceName("scenarios", { name: fn.name } as Unit),
    email: INVOKER,
    email_verified: true,
    exp: Math.floor(Date.now() / 1000) + 600,
  };
  return `Bearer ${part({ alg: "RS256" })}.${part(claims)}.SIGNATURE_REMOVED_BY_GOOGLE`;
}
