import fc from "fast-check";
import { Reject, type TaskFunction, task } from "unmoor";
import { createInvocation, taskDispatch } from "unmoor/adapter";
import { afterEach, describe, expect, test, vi } from "vitest";
import { environment } from "../../../adapters/vercel/index.ts";
import { taskInverse } from "../../../adapters/vercel/inverse/task.ts";
import { push, refuseTask, taskCodec } from "../../../adapters/vercel/runtime.ts";
import { testHost } from "./host.ts";

const SECRET = environment.TASK_SECRET as string;
const written: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
vi.stubEnv("TASK_SECRET", SECRET);
afterEach(() => {
  written.length = 0;
});

const call = (fn: TaskFunction, init: RequestInit, timeoutMs?: number): Promise<Response> =>
  push(taskCodec(), taskDispatch("resize", fn, { provider: "vercel" }), { timeoutMs, refuse: refuseTask }).fetch(
    new Request("https://app.vercel.app/resize", { method: "POST", ...init }),
  );
const headers = { authorization: `Bearer ${SECRET}` };
const echo = task("resize", (input: unknown) => ({ input }));

describe("a task", () => {
  test("gets JSON and gives JSON", async () => {
    const reply = await call(echo, { headers, body: '{"key":"ü"}' });
    expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await reply.json()).toEqual({ input: { key: "ü" } });
  });

  test("without a body has no input, and without a result gives none", async () => {
    expect(await (await call(echo, { headers })).json()).toEqual({});
    const nothing = await call(
      task("resize", () => {}),
      { headers, body: "1" },
    );
    expect([nothing.status, await nothing.text()]).toEqual([204, ""]);
  });

  test("gives falsy results as they are", async () => {
    for (const value of [null, 0, false, ""]) {
      const reply = await call(
        task("resize", () => value),
        { headers },
      );
      expect([reply.status, await reply.json()]).toEqual([200, value]);
    }
  });
});

describe("what fails is answered with problem details, without a word of the cause", () => {
  const failing = (thrown: unknown) => task("resize", () => Promise.reject(thrown));
  test.each<[string, number, TaskFunction, RequestInit]>([
    ["a handler", 500, failing(new Error("hush")), { headers }],
    ["a handler that throws no error", 500, failing("hush"), { headers }],
    ["a handler that throws the likes of a coded error", 500, failing({ code: "UNCLAIMED", status: 200 }), { headers }],
    ["a reject", 422, failing(new Reject("hush")), { headers }],
    ["an input that is no JSON", 400, echo, { headers, body: "{hush" }],
    ["an input that is no UTF-8", 400, echo, { headers, body: new Uint8Array([0xff]) }],
    ["a result that JSON cannot hold", 500, task("resize", () => ({ hush: 1n })), { headers }],
    ["a caller without the secret", 401, echo, {}],
    ["a caller with another", 401, echo, { headers: { authorization: "Bearer hush" } }],
    ["another method", 400, echo, { method: "PUT", headers }],
    ["a CloudEvent", 400, echo, { headers: { ...headers, "ce-specversion": "1.0" } }],
  ])("%s: %i", async (_what, status, fn, init) => {
    const reply = await call(fn, init);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    const text = await reply.text();
    expect(text).not.toContain("hush");
    expect(JSON.parse(text)).toMatchObject({ status });
    // The log knows why.
    expect(written.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ error: expect.anything() as unknown }) as object,
    );
  });

  test("a handler that outlasts its time: 503", async () => {
    const slow = task("resize", { timeout: 40 }, () => new Promise<void>(() => {}));
    expect((await call(slow, { headers })).status).toBe(503);
  });

  test("a secret that is not set lets nobody in", async () => {
    vi.stubEnv("TASK_SECRET", undefined);
    expect((await call(echo, { headers: { authorization: "Bearer undefined" } })).status).toBe(401);
    vi.stubEnv("TASK_SECRET", SECRET);
    expect((await call(echo, { headers })).status).toBe(200);
  });
});

test("inputs and results come through the inverse as they were sent", async () => {
  const codec = taskCodec();
  const host = testHost();
  const normal = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (input, result) => {
      const wire = await taskInverse.wire({ input });
      expect(codec.claims(wire)).toBe(true);
      const opened = (await codec.open?.(wire, host)) ?? wire;
      const invocation = createInvocation({ id: "1", native: wire, log() {} }, host);
      expect(codec.decode(opened, invocation)).toEqual({ input: normal(input) });
      expect(await taskInverse.outcome(await codec.encode(result, opened), wire, [])).toEqual(normal(result));
    }),
    { seed: 20261121, numRuns: 300 },
  );
});
