/** The hand-written entry, bundled by nothing, on the library's own programming model. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { FUNCTIONS, type Project, project } from "../by-hand.ts";
import { type AzureRuntime, start } from "./start.ts";
import { typed } from "./typed.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ENTRY = `import * as app from "./functions.mjs";
import { toAzure } from "unmoor/azure";
toAzure(app, { resources: { orders: "shop-orders" } });`;

let written: Project;
let runtime: AzureRuntime;
beforeAll(async () => {
  const host = { version: "2.0", extensions: { http: { routePrefix: "" } } };
  written = await project({ "functions.mjs": FUNCTIONS, "index.mjs": ENTRY, "host.json": host });
  runtime = await start({ dir: written.dir, unit: "fulfil", env: written.env });
});
afterAll(async () => {
  await runtime?.stop();
  await written?.remove();
});

const bound = (name: string): object | undefined =>
  Object.values(runtime.functions.find((fn) => fn.name === name)?.bindings ?? {}).find(
    ({ direction }) => direction === "in",
  );
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(runtime.origin + path, { method: "POST", headers, body: JSON.stringify(body) });
const message = (data: unknown, attempt = 1) => ({
  data: { bytes: Buffer.from(JSON.stringify(data)) },
  metadata: { MessageId: typed("m1"), DeliveryCount: typed(attempt) },
});
const handled = (): number => runtime.lines.filter(({ text }) => text.includes('"message":"handled"')).length;

test("each function is registered with its binding; a task asks for a key", () => {
  expect(runtime.functions.map(({ name }) => name).sort()).toEqual(["fulfil", "http", "nightly", "paid", "quote"]);
  expect(bound("fulfil")).toMatchObject({ type: "serviceBusTrigger", queueName: "shop-orders", dataType: "binary" });
  expect(bound("nightly")).toMatchObject({ type: "timerTrigger", schedule: "0 0 2 * * *" });
  expect(bound("paid")).toMatchObject({ type: "eventGridTrigger" });
  expect(bound("quote")).toMatchObject({
    type: "httpTrigger",
    route: "quote",
    authLevel: "function",
    methods: ["POST"],
  });
});
test("HTTP is answered by its route", async () => {
  expect(await (await fetch(`${runtime.origin}/hello/ada`)).json()).toEqual({ hello: "ada" });
  expect(await (await fetch(`${runtime.origin}/quote`)).text()).toBe("the site");
});
test("an event is handled; a failure abandons it, a reject is put away, and so is the last of its failures", async () => {
  expect((await runtime.invoke("fulfil", message({ total: 1 }))).failure).toBeUndefined();
  expect((await runtime.invoke("fulfil", message({ fail: "throw" }))).failure).toContain("secret cause");
  expect((await runtime.invoke("fulfil", message({ fail: "reject" }))).failure).toBeUndefined();
  expect((await runtime.invoke("fulfil", message({ fail: "throw" }, 3))).failure).toBeUndefined();
  expect(runtime.lines.filter(({ text }) => text.includes('"message":"dead"'))).toHaveLength(2);
});
test("a task is answered", async () => {
  const reply = await post("/quote", { count: 2 });
  expect([reply.status, await reply.json()]).toEqual([200, { total: 10 }]);
});
describe("what a client forges reaches no event function:", () => {
  test.each([
    ["a CloudEvent", "/", { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "com.shop.paid" }],
    ["an event of Event Grid, to its function", "/paid", { "aeg-event-type": "Notification" }],
    ["a message, to its function", "/fulfil", { "content-type": "application/json" }],
  ])("%s", async (_what, path, headers) => {
    const before = handled();
    expect(await (await post(path, { total: 1 }, headers)).text()).toBe("the site");
    expect(handled()).toBe(before);
  });
  test("an event of a type that was not asked for fails", async () => {
    const json = { specversion: "1.0", id: "1", source: "/s", type: "com.shop.other", data: {} };
    expect((await runtime.invoke("paid", { data: { json: JSON.stringify(json) } })).failure).toContain("no event of");
  });
});
