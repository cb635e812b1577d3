import { once } from "node:events";
import { get } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emitted, emitted, httpUnit } from "../../adapters/azure/build.ts";
import { type AzureRuntime, start } from "./start.ts";

/** What the library does by itself in stream mode: why the adapter's guards exist. A test that fails here frees us of one. */
const MAIN = `import functions from "@azure/functions";
const { app } = functions;
app.setup({ enableHttpStream: true });
const on = (name, handler) => app.http(name, { route: name, handler });
on("http", () => ({ body: "plain" }));
on("throws", () => { throw new Error("thrown"); });
on("nothing", () => undefined);
on("cookies", () => {
  const response = new Response("two");
  response.headers.append("set-cookie", "a=1");
  response.headers.append("set-cookie", "b=2");
  return response;
});
on("encoded", () => ({ cookies: [{ name: "a", value: "1%2F2" }] }));
on("params", (request) => ({ jsonBody: request.params }));
on("headers", (request) => ({ jsonBody: Object.fromEntries(request.headers) }));
on("breaks", () => ({ body: new ReadableStream({
  pull(controller) {
    if (this.sent) throw new Error("broken");
    this.sent = true;
    controller.enqueue(new TextEncoder().encode("half"));
  },
}, { highWaterMark: 0 }) }));
`;

let app: Emitted;
let runtime: AzureRuntime;
beforeAll(async () => {
  app = await emitted([httpUnit({})], undefined, MAIN);
  runtime = await start({ dir: app.dir, unit: "http", activityMs: 300 });
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  await app?.remove();
});

const call = (path: string, init?: RequestInit): Promise<Response> => fetch(runtime.origin + path, init);

test("a handler's answer leaves", async () => {
  expect(await (await call("/http")).text()).toBe("plain");
});

test.each(["throws", "nothing"])("a handler that %s leaves the request to the host's timeout (#324)", async (name) => {
  expect((await call(`/${name}`)).status).toBe(504);
});

test("a body that breaks leaves the response open until the host cuts it", async () => {
  const [reply] = (await once(get(`${runtime.origin}/breaks`), "response")) as [import("node:http").IncomingMessage];
  const began = performance.now();
  reply.resume();
  await once(reply, "error");
  expect(reply.complete).toBe(false);
  expect(performance.now() - began).toBeGreaterThan(200);
});

test("of a native Response's cookies the last one is left", async () => {
  expect((await call("/cookies")).headers.getSetCookie()).toEqual(["b=2"]);
});

test("the library's own cookies are encoded once more", async () => {
  expect((await call("/encoded")).headers.getSetCookie()).toEqual(["a=1%252F2"]);
});

test("params are query and body, too", async () => {
  const reply = await call("/params?a=1", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"b":"2"}',
  });
  expect(await reply.json()).toEqual({ a: "1", b: "2" });
});

test("a query or a JSON body named headers takes the place of the headers", async () => {
  const forged = encodeURIComponent('{"x-forged":"1"}');
  expect(await (await call(`/headers?Headers=${forged}`)).json()).toEqual({ "x-forged": "1" });
  const reply = await call("/headers", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"headers":1}',
  });
  expect(await reply.json()).toEqual({});
});
