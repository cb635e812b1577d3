/** The hand-written entry, bundled by nothing, on Vercel's own handler code. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { environment } from "../../../adapters/vercel/index.ts";
import { queueInverse } from "../../../adapters/vercel/inverse/queue.ts";
import type { Inverse, Settled } from "../../../src/adapter/index.ts";
import { FUNCTIONS, type Project, project } from "../by-hand.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { start, type VercelRuntime } from "./start.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const entry = (options = ""): string => `import * as app from "../../../../functions.mjs";
import { toVercel } from "unmoor/vercel";
export default toVercel(app${options});`;
const config = { runtime: "nodejs24.x", handler: "index.mjs", launcherType: "Nodejs", shouldAddHelpers: false };
const own = { "package.json": { type: "module" } };
const FILES = {
  "functions.mjs": FUNCTIONS,
  ".vercel/output/config.json": { version: 3, routes: [{ src: "^/.*$", dest: "/site" }] },
  ".vercel/output/functions/site.func/index.mjs": entry(),
  ".vercel/output/functions/site.func/.vc-config.json": config,
  ".vercel/output/functions/orders.func/index.mjs": entry(", { triggered: true }"),
  ".vercel/output/functions/orders.func/.vc-config.json": {
    ...config,
    experimentalTriggers: [{ type: "queue/v2beta", topic: "orders", consumer: "orders" }],
  },
};

const inverse: Inverse<"events", Request, Response> = queueInverse() as never;
let written: Project;
let plane: ControlPlane;
let runtime: VercelRuntime;
beforeAll(async () => {
  written = await project({ ...own, ...FILES });
  plane = await startControlPlane((call) => inverse.serve?.(call) as Promise<Response>);
  const env = { ...written.env, ...environment, VERCEL_QUEUE_BASE_URL: plane.origin };
  runtime = await start({ dir: written.dir, unit: "site", env });
});
afterAll(async () => {
  await runtime?.stop();
  await plane?.stop();
  await written?.remove();
});

const secret = { authorization: `Bearer ${environment.TASK_SECRET}` };
const call = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Response> =>
  fetch(runtime.origin + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
const initOf = async (wire: Request): Promise<RequestInit> => ({
  method: wire.method,
  headers: [...wire.headers].filter(([name]) => name !== "host"),
  body: await wire.arrayBuffer(),
});
let count = 0;
const message = async (data: unknown): Promise<Request> =>
  inverse.wire({
    events: [
      {
        event: { specversion: "1.0", id: `m${++count}`, source: "/topic/orders", type: "dev.unmoor.queue", data },
        receipt: `r${count}`,
      },
    ],
  });
const handled = (): number => runtime.logs().split('"message":"handled"').length - 1;
const event = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "com.shop.paid" };

test("HTTP is answered by its route", async () => {
  expect(await (await call("GET", "/hello/ada")).json()).toEqual({ hello: "ada" });
  expect(await (await call("GET", "/quote")).text()).toBe("the site");
});
test("a message of a queue is handled and acknowledged, a failure is not", async () => {
  for (const [data, is] of [
    [{ total: 1 }, "done"],
    [{ fail: "throw" }, "retry"],
    [{ fail: "reject" }, "done"],
  ] as const) {
    const wire = await message(data);
    const reply = await runtime.deliver("orders", await initOf(wire));
    const [settled] = inverse.outcome(reply, wire, []) as readonly Settled[];
    expect(settled?.is).toBe(is);
  }
  expect(plane.calls.filter((each) => each.startsWith("DELETE"))).toHaveLength(2);
});
test("a cron job, a CloudEvent and a task are let in with their secrets", async () => {
  expect((await call("GET", "/nightly", secret)).status).toBe(200);
  expect((await call("POST", "/paid", { ...secret, ...event }, {})).status).toBe(204);
  const reply = await call("POST", "/quote", secret, { count: 2 });
  expect([reply.status, await reply.json()]).toEqual([200, { total: 10 }]);
});
describe("what a client forges reaches no event function:", () => {
  test.each([
    ["a cron job without the secret", "GET", "/nightly", { "user-agent": "vercel-cron/1.0" }, 401],
    ["a CloudEvent without the secret", "POST", "/paid", event, 401],
    ["a call of a task without the secret", "POST", "/quote", {}, 401],
    ["a CloudEvent elsewhere", "POST", "/", { ...secret, ...event }, 400],
  ])("%s", async (_what, method, path, headers, status) => {
    const before = handled();
    expect((await call(method, path, headers, method === "POST" ? { count: 2 } : undefined)).status).toBe(status);
    expect(handled()).toBe(before);
  });
  test("a message of a queue, on the web", async () => {
    const before = handled();
    const reply = await fetch(`${runtime.origin}/orders`, await initOf(await message({ total: 1 })));
    expect([reply.status, handled()]).toEqual([401, before]);
    expect(runtime.logs()).toContain("anybody can call this function");
  });
});
