import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type CloudEvent, type Context, task as defineTask, on, queue, Reject, Retry } from "unmoor";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  eventDispatch,
  type GcpNative,
  idToken,
  type NodeListener,
  pubsub,
  receiver,
  task,
  taskDispatch,
  taskReceiver,
} from "../../../adapters/gcp/runtime.ts";
import { base64 } from "./push.ts";

const written: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);

let server: Server | undefined;
afterEach(() => {
  written.length = 0;
  server?.closeAllConnections();
  server?.close();
});
async function serving(entry: NodeListener): Promise<string> {
  server = createServer(entry).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const lines = (): Record<string, unknown>[] => written.map((text) => JSON.parse(text));
const post = (origin: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(origin, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const message = (data: unknown) => ({
  message: { messageId: "7", data: base64(JSON.stringify(data)) },
  subscription: "projects/p/subscriptions/s",
});

const orders = queue("orders");
type Handler = (event: CloudEvent, context: Context) => unknown;
const events = (handler: Handler, codec = pubsub(), timeoutMs = 10_000): NodeListener =>
  receiver(codec, eventDispatch("fulfil", on(orders, handler), { provider: "gcp" }), { timeoutMs });

describe("events", () => {
  test("what a function is done with is 204 without a body; it has the native objects", async () => {
    let seen: unknown;
    let native: GcpNative | undefined;
    const origin = await serving(
      events((event, context) => {
        seen = event.data;
        native = context.native as GcpNative;
      }),
    );
    const response = await post(origin, message({ total: 1 }));
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(seen).toEqual({ total: 1 });
    expect(native?.request.method).toBe("POST");
  });
  test.each<[string, Handler, number]>([
    ["a throw", () => Promise.reject(new Error("x")), 500],
    // functions-framework acknowledges it, and the message is lost.
    ["a rejection with nothing", () => Promise.reject(), 500],
    ["a Retry", () => Promise.reject(new Retry()), 500],
    ["a Reject that nobody keeps", () => Promise.reject(new Reject("x")), 500],
    ["a returned 404", () => 404, 204],
    ["a returned Retry", () => new Retry(), 500],
  ])("%s is %3$i", async (_what, handler, status) => {
    expect((await post(await serving(events(handler)), message(1))).status).toBe(status);
  });
  test("a chunked body is read whole", async () => {
    let total = 0;
    const origin = await serving(
      events((event) => {
        total = (event.data as { text: string }).text.length;
      }),
    );
    const body = new Blob([JSON.stringify(message({ text: "é".repeat(500_000) }))]).stream();
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    expect((await fetch(origin, init)).status).toBe(204);
    expect(total).toBe(500_000);
  });
  test("what is no event of the unit is a 400, handled by nobody and logged", async () => {
    const handler = vi.fn();
    const origin = await serving(events(handler));
    const answers = [fetch(origin), post(origin, { hello: 1 }), post(origin, {}, { "x-cloudscheduler": "true" })];
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(handler).not.toHaveBeenCalled();
    expect(lines()).toHaveLength(3);
    expect(lines()[0]).toMatchObject({ severity: "WARNING", message: expect.stringContaining("pubsub") });
  });
  test("a sender that is not who may send is a 401, and the function does not run", async () => {
    const handler = vi.fn();
    const origin = await serving(events(handler, pubsub({ sender: idToken({ audience: "a", email: "b@c" }) })));
    const response = await post(origin, message(1));
    expect([response.status, await response.text()]).toEqual([401, ""]);
    expect(handler).not.toHaveBeenCalled();
    expect(lines()).toContainEqual(expect.objectContaining({ stack_trace: expect.stringContaining("UnmoorError") }));
  });
  test("a function that hangs is a 500 before the platform gives up", async () => {
    const origin = await serving(events(() => new Promise(() => {}), pubsub(), 200));
    expect((await post(origin, message(1))).status).toBe(500);
  });
  test("waitUntil work is finished when the answer is", async () => {
    let later = "";
    const origin = await serving(
      events((_event, { waitUntil }) => {
        waitUntil(
          new Promise((resolve) => setTimeout(resolve, 30)).then(() => {
            later = "done";
          }),
        );
      }),
    );
    await post(origin, message(1));
    expect(later).toBe("done");
  });
  test("the connection goes on after an answer", async () => {
    const origin = await serving(events(() => {}));
    for (let i = 0; i < 3; i++) expect((await post(origin, message(i))).status).toBe(204);
  });
});

describe("tasks", () => {
  const tasks = (handler: (input: never) => unknown, timeoutMs = 10_000): Promise<string> =>
    serving(
      taskReceiver(task(), taskDispatch("resize", defineTask("resize", handler), { provider: "gcp" }), { timeoutMs }),
    );
  const problem = async (response: Response): Promise<unknown[]> => [
    response.status,
    response.headers.get("content-type"),
    await response.json(),
  ];

  test("a result is JSON", async () => {
    const response = await post(await tasks(({ a }: { a: number }) => ({ b: a + 1 })), { a: 1 });
    expect([response.status, response.headers.get("content-type"), await response.json()]).toEqual([
      200,
      "application/json",
      { b: 2 },
    ]);
  });
  test("a failure is a problem without a word of the cause, which is logged", async () => {
    const response = await post(await tasks(() => Promise.reject(new Error("secret"))), {});
    expect(await problem(response)).toEqual([
      500,
      "application/problem+json",
      { status: 500, title: "Internal Server Error" },
    ]);
    expect(lines()).toContainEqual(expect.objectContaining({ stack_trace: expect.stringContaining("secret") }));
  });
  test("an input that is none is the caller's fault, and so is one that the task rejects", async () => {
    const origin = await tasks(() => Promise.reject(new Reject("secret")));
    const bad = [400, "application/problem+json", { status: 400, title: "Bad Request" }];
    expect(await problem(await fetch(origin, { method: "POST", body: "{" }))).toEqual(bad);
    expect(await problem(await post(origin, {}))).toEqual(bad);
    expect(await problem(await fetch(origin))).toEqual(bad);
  });
  test("a Retry tells the caller when", async () => {
    const response = await post(await tasks(() => Promise.reject(new Retry("x", { after: "1500ms" }))), {});
    expect(response.headers.get("retry-after")).toBe("2");
    expect((await problem(response))[0]).toBe(503);
  });
  test("a task that hangs is a 503", async () => {
    expect((await post(await tasks(() => new Promise(() => {}), 200), {})).status).toBe(503);
  });
  test("an error of somebody's HTTP client is no answer of ours", async () => {
    const foreign = Object.assign(new Error("x"), { status: 404 });
    expect((await post(await tasks(() => Promise.reject(foreign)), {})).status).toBe(500);
  });
});
