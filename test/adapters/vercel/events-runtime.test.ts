import { type CloudEvent, eventToStructured } from "unmoor/adapter";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environment } from "../../../adapters/vercel/index.ts";
import { queueInverse } from "../../../adapters/vercel/inverse/queue.ts";
import { type ControlPlane, startControlPlane } from "../../runtimes/vercel/control-plane.ts";
import { validateOutput } from "../../runtimes/vercel/output.ts";
import { start, type VercelRuntime } from "../../runtimes/vercel/start.ts";
import { emitted, httpUnit } from "./build.ts";
import { recorded, requestOf } from "./fixtures.ts";
import { eventUnit, taskUnit } from "./units.ts";

const UNITS = [
  httpUnit(["hello"]),
  eventUnit("fulfil", { kind: "queue", name: "orders" }, { deadLetter: true, attempts: 3, timeoutMs: 5000 }),
  eventUnit("log", { kind: "topic", name: "audit" }, { deadLetter: true }),
  eventUnit("nightly", { kind: "schedule", cron: "0 2 * * 7", timeZone: "UTC" }),
  eventUnit("paid", { kind: "cloudEvent", match: { type: "com.acme.paid" } }, { deadLetter: true }),
  taskUnit("resize"),
];
const SCHEDULED = { ...eventUnit("nightly", { kind: "schedule", cron: "0 2 * * 7", timeZone: "Asia/Tokyo" }) };

const inverse = queueInverse();
let runtime: VercelRuntime;
let plane: ControlPlane;
let dir: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ dir, remove } = await emitted(UNITS));
  plane = await startControlPlane((call) => inverse.serve?.(call) as Promise<Response>);
  const env = { ...environment, VERCEL_QUEUE_BASE_URL: plane.origin, VERCEL_DEPLOYMENT_ID: "dpl_local" };
  runtime = await start({ dir, unit: "http", env });
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  await plane?.stop();
  await remove?.();
});

const records = (): { message: string; [field: string]: unknown }[] =>
  runtime
    .logs()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
const logged = (message: string, id: string) =>
  records().find((it) => it.message === message && JSON.stringify(it).includes(`"${id}"`));
async function until<T>(found: () => T | undefined): Promise<T> {
  for (;;) {
    const it = found();
    if (it) return it;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const initOf = async (request: Request): Promise<RequestInit> => ({
  method: request.method,
  headers: [...request.headers].filter(([name]) => name !== "host"),
  ...(request.method !== "GET" && { body: await request.arrayBuffer() }),
});

let count = 0;
/** A message as the queue hands it over, and what has become of it. */
const message = async (data: unknown, { attempt = 1, unit = "fulfil" } = {}) => {
  const id = `m${++count}`;
  const event = { specversion: "1.0", id, source: "/topic/orders", type: "dev.unmoor.queue", data } as const;
  const wire = (await inverse.wire({ events: [{ event, receipt: `r-${id}`, attempt }] })) as Request;
  const before = plane.calls.length;
  const reply = await runtime.deliver(unit, await initOf(wire));
  const [settled] = inverse.outcome(reply, wire, []) as readonly { is: string; afterMs?: number }[];
  return { id, status: reply.status, is: settled?.is, afterMs: settled?.afterMs, calls: plane.calls.slice(before) };
};
const lease = (id: string): string => `/api/v3/topic/orders/consumer/consumer/lease/r-${id}`;

test("the output is accepted by the vendor's own reader, of cron jobs and of Schedules", async () => {
  expect(Object.keys(await validateOutput(dir)).sort()).toEqual(UNITS.map(({ name }) => name).sort());
  const other = await emitted([SCHEDULED], { name: "app", schedules: true });
  expect(Object.keys(await validateOutput(other.dir))).toEqual(["nightly"]);
  await other.remove();
});

describe("a queue on Vercel's own handler code", () => {
  test("a message is handled, and acknowledged by DELETE", async () => {
    const { id, ...rest } = await message({ end: "done" });
    expect(rest).toEqual({ status: 200, is: "done", afterMs: undefined, calls: [`DELETE ${lease(id)}`] });
    const got = await until(() => logged("got", id));
    expect(got).toMatchObject({ attempt: 1, timed: true, event: { id, data: { end: "done" } } });
  });

  test("a failure is 500 without a call, and its cause is in the log alone", async () => {
    const { id, ...rest } = await message({ end: "throw" });
    expect(rest).toEqual({ status: 500, is: "retry", afterMs: undefined, calls: [] });
    await until(() => records().find((it) => it.event === id && it.message === "fulfil: retry"));
    expect((await message({ end: "throw" }, { attempt: 2 })).is).toBe("done");
  });

  test("a retry with a delay is a PATCH", async () => {
    const { id, ...rest } = await message({ end: "retry" });
    const patch = `PATCH ${lease(id)} {"visibilityTimeoutSeconds":1}`;
    expect(rest).toEqual({ status: 200, is: "retry", afterMs: 1000, calls: [patch] });
  });

  test("a reject is buried and acknowledged", async () => {
    const { id, is, calls } = await message({ end: "reject" });
    expect([is, calls]).toEqual(["done", [`DELETE ${lease(id)}`]]);
    expect(await until(() => logged("buried", id))).toMatchObject({ reason: "never" });
  });

  test("a large message is fetched", async () => {
    const { id, is, calls } = await message({ end: "done", filling: "x".repeat(4_600_000) });
    expect(is).toBe("done");
    expect(calls).toEqual([`POST /api/v3/topic/orders/consumer/consumer/id/${id}`, `DELETE ${lease(id)}`]);
  });

  test("a topic's function gets its own copy", async () => {
    const { id, is } = await message({ line: 1 }, { unit: "log" });
    expect(is).toBe("done");
    expect(await until(() => logged("log got", id))).toMatchObject({ event: { type: "dev.unmoor.topic" } });
  });

  test("what is no message is refused and logged", async () => {
    expect((await runtime.deliver("fulfil", { method: "POST", body: "{}" })).status).toBe(400);
    await until(() => records().find(({ message: text }) => text === "refused"));
  });

  test("nobody reaches it from the web", async () => {
    for (const method of ["GET", "POST"])
      expect(
        (await fetch(`${runtime.origin}/fulfil`, { method, headers: { "ce-type": "com.vercel.queue.v2beta" } })).status,
      ).toBe(404);
  });

  test.skipIf(!recorded).each(["queue-v2beta-delivery1.json", "queue-v2beta-redelivery3.json"])(
    "the recorded %s is handled",
    async (name) => {
      const wire = requestOf(name, { "x-vercel-oidc-token": "token" });
      const id = wire.headers.get("ce-id") as string;
      // The queue does not know this lease: it is not acknowledged, and the platform must learn of that.
      expect((await runtime.deliver("fulfil", await initOf(wire))).status).toBe(500);
      await until(() => logged("got", id));
    },
  );
});

describe("what is called by name on Vercel's own handler code", () => {
  const get = (authorization?: string) =>
    fetch(`${runtime.origin}/nightly`, authorization ? { headers: { authorization } } : {});

  test("a cron job runs with the secret only", async () => {
    expect((await get()).status).toBe(401);
    expect((await get("Bearer undefined")).status).toBe(401);
    expect(records().some(({ message: text }) => text === "ran")).toBe(false);
    expect((await get(`Bearer ${environment.CRON_SECRET}`)).status).toBe(200);
    const { event } = (await until(() => logged("ran", "dev.unmoor.schedule"))) as unknown as { event: CloudEvent };
    expect(event).toMatchObject({ source: "/cron/nightly", id: `nightly@${event.time}` });
  });

  test("CloudEvents in a batch are handled, each", async () => {
    const event = { specversion: "1.0", id: "e1", source: "/shop", type: "com.acme.paid", data: 1 } as const;
    const { headers, body } = eventToStructured([event, { ...event, id: "e2" }, { ...event, id: "e3", type: "other" }]);
    const send = (authorization: string) =>
      fetch(`${runtime.origin}/paid`, {
        method: "POST",
        headers: { ...Object.fromEntries(headers), authorization },
        body: new Uint8Array(body),
      });
    expect((await send("Bearer wrong")).status).toBe(401);
    expect((await send(`Bearer ${environment.CLOUDEVENTS_SECRET}`)).status).toBe(204);
    await until(() => logged("paid", "e1") && logged("paid", "e2"));
    await until(() => records().find(({ reason }) => reason === 'type is "other", not "com.acme.paid"'));
    expect(logged("paid", "e3")).toBeUndefined();
  });

  test("a task is answered with its result, and failures tell nothing", async () => {
    const call = (body: string, authorization = `Bearer ${environment.TASK_SECRET}`) =>
      fetch(`${runtime.origin}/resize`, { method: "POST", headers: { authorization }, body });
    expect(await (await call('{"width":8}')).json()).toEqual({ width: 4 });
    expect((await call("{}", "Bearer x")).status).toBe(401);
    const failed = await call("{}");
    expect([failed.status, failed.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
    expect(await failed.text()).not.toContain("secret");
    expect((await fetch(`${runtime.origin}/resize`)).status).toBe(404);
  });
});

test.skipIf(!recorded)("the recorded run of Schedules is handled by a private function", async () => {
  const output = await emitted([SCHEDULED], { name: "app", schedules: true });
  const other = await start({ dir: output.dir, unit: "nightly" });
  const wire = requestOf("schedule-v1beta-function.json");
  expect((await other.deliver("nightly", await initOf(wire))).status).toBe(200);
  await until(() => other.logs().includes('"schx_30P0VBEJN06R33N3KGMCH3YGCQ"') || undefined);
  expect((await fetch(`${other.origin}/nightly`, { method: "POST" })).status).toBe(404);
  await other.stop();
  await output.remove();
});
