import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/aws/index.ts";
import type { Runtime } from "../runtime.ts";
import { start } from "./start.ts";

const APP = `
import { http } from "unmoor";
import { createRoutes } from "unmoor/adapter";
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const hello = http("GET /hello/:name", (request, { params, client, native, trace }) => {
  const { searchParams } = new URL(request.url);
  return Response.json({ name: params.name, q: searchParams.getAll("q"), client, id: native.context.awsRequestId, event: typeof native.event, trace, cookie: request.headers.get("cookie"), many: request.headers.get("x-many") });
});
const echo = http("POST,PUT /echo", async (request) => new Response(await request.arrayBuffer(), { headers: { "content-type": request.headers.get("content-type") ?? "" } }));
const cookies = http("GET /cookies", () => new Response("ü", { status: 201, headers: [["set-cookie", "a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT"], ["set-cookie", "b=2"], ["x-a", "1"]] }));
const empty = http("GET /empty", () => new Response(null, { status: 204, headers: { "x-a": "1" } }));
const thrown = http("GET /throw", () => { throw new Error("secret ✗"); });
const hang = http("GET /hang", () => new Promise(() => {}));
const later = http("GET /later", (request, { waitUntil, log }) => { waitUntil(wait(150).then(() => log.info("later is done", { n: 1 }))); return new Response("now"); });
const chunks = http("GET /chunks", () => new Response(new ReadableStream({ async start(c) { for (const x of ["a", "b", "c"]) { c.enqueue(new TextEncoder().encode(x)); await wait(60); } c.close(); } })));
const early = http("GET /early", () => new Response(new ReadableStream({ start(c) { c.error(new Error("early")); } })));
const midway = http("GET /midway", () => new Response(new ReadableStream({ async start(c) { c.enqueue(new TextEncoder().encode("half")); await wait(30); c.error(new Error("midway")); } })));
let pulled = 0;
const large = http("GET /large", () => { pulled = 0; return new Response(new ReadableStream({ pull(c) { if (++pulled > 320) return c.close(); c.enqueue(new Uint8Array(65536).fill(pulled)); } }, { highWaterMark: 0 })); });
const tooLarge = http("GET /too-large", () => new Response(new Uint8Array(7_000_000)));
const aborted = http("GET /aborted", (request) => new Promise((resolve) => request.signal.addEventListener("abort", () => resolve(new Response(String(request.signal.reason?.name), { status: 504 })))));
export const routes = createRoutes({ hello, echo, cookies, empty, thrown, hang, later, chunks, early, midway, large, tooLarge, aborted });
`;

const dir = mkdtempSync(join(tmpdir(), "unmoor-aws-"));
const source = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
writeFileSync(join(dir, "app.mjs"), APP);
afterAll(() => rmSync(dir, { recursive: true }));

/** The adapter's own entry of a shape, bundled. */
async function bundle(shape: string): Promise<void> {
  const unit = { name: shape, trigger: "http" as const, shape, functions: [], module: join(dir, "app.mjs") };
  writeFileSync(join(dir, `${shape}.mjs`), adapter.entry(unit, { name: "app" }));
  const build = await rolldown({
    input: join(dir, `${shape}.mjs`),
    platform: "node",
    resolve: {
      alias: {
        "unmoor/aws": source("adapters/aws/runtime.ts"),
        "unmoor/adapter": source("src/adapter/index.ts"),
        unmoor: source("src/app/index.ts"),
      },
    },
  });
  await build.write({ format: "esm", minify: true, file: join(dir, adapter.file(unit, { name: "app" })) });
  await build.close();
}

const names = Object.keys(adapter.shapes).filter((name) => "streaming" in adapter.shapes[name]!.traits);
beforeAll(async () => {
  await Promise.all(names.map(bundle));
}, 60_000);

describe.each(names)("%s on aws-lambda-ric", (shape) => {
  let runtime: Runtime;
  const streams = shape.endsWith("-stream");
  // Time limits are the entry's: one shape of each carrier waits for them.
  const timed = shape === "http-api" || shape === "function-url-stream";
  beforeAll(async () => {
    runtime = await start({ dir, unit: shape, shape, timeoutMs: timed ? 3000 : 10_000 });
  });
  afterAll(() => runtime.stop());
  const get = (path: string, init?: RequestInit) => fetch(`${runtime.origin}${path}`, init);

  test("a request arrives whole: params, query, cookies, client, native, trace", async () => {
    const answer = await get("/hello/J%C3%B6rg?q=1&q=%2B", { headers: { cookie: "a=1; b=2", "x-many": "1" } });
    expect(answer.status).toBe(200);
    const seen = (await answer.json()) as Record<string, unknown>;
    expect(seen).toMatchObject({
      name: "Jörg",
      q: shape === "alb-single" ? ["+"] : ["1", "+"],
      cookie: "a=1; b=2",
      many: "1",
      client: "127.0.0.1",
      event: "object",
    });
    expect(seen.id).toMatch(/^[\da-f-]{36}$/);
    expect(seen.trace).toBe("00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01");
  });

  test("bytes in are bytes out", async () => {
    const body = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) % 256);
    const answer = await get("/echo", {
      method: "POST",
      body,
      headers: { "content-type": "application/octet-stream" },
    });
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), Buffer.from(body))).toBe(0);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
  });

  test("cookies, status and headers leave", async () => {
    const answer = await get("/cookies");
    expect([answer.status, answer.headers.get("x-a"), await answer.text()]).toEqual([201, "1", "ü"]);
    expect(answer.headers.getSetCookie()).toEqual(["a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT", "b=2"]);
  });

  test("R16 an empty response keeps its status and headers", async () => {
    const answer = await get("/empty");
    expect([answer.status, answer.headers.get("x-a"), await answer.text()]).toEqual([204, "1", ""]);
  });

  test("HEAD is GET without its body", async () => {
    const answer = await get("/cookies", { method: "HEAD" });
    expect([answer.status, answer.headers.get("x-a"), await answer.text()]).toEqual([201, "1", ""]);
  });

  test("R12 a throw is a problem without a word of the cause, which is logged as Lambda logs errors", async () => {
    const answer = await get("/throw");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
    expect(await answer.text()).not.toContain("secret");
    const line = runtime
      .logs()
      .split("\n")
      .find((one) => one.includes("secret"))!;
    expect(JSON.parse(line)).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: "ERROR",
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      message: expect.any(String),
      errorType: "Error",
      errorMessage: "secret ✗",
      stackTrace: expect.any(Array),
    });
  });

  test("unknown paths and methods are 404 and 405", async () => {
    expect((await get("/nowhere")).status).toBe(404);
    const answer = await get("/echo");
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST, PUT"]);
  });

  if (timed) {
    test("a handler that hangs is a 503 before Lambda kills it, and the environment goes on", async () => {
      expect((await get("/hang")).status).toBe(503);
      expect(runtime.logs()).not.toContain("Task timed out");
      expect((await get("/empty")).status).toBe(204);
    });

    test("Q22 the signal aborts before the deadline, in time to answer", async () => {
      const answer = await get("/aborted");
      expect([answer.status, await answer.text()]).toEqual([504, "TimeoutError"]);
    });
  }

  test(`R24 waitUntil work is done ${streams ? "after the response has left" : "before the response leaves"}`, async () => {
    const before = runtime.logs().length;
    expect(await (await get("/later")).text()).toBe("now");
    if (streams) {
      expect(runtime.logs().slice(before)).not.toContain("later is done");
      await expect.poll(() => runtime.logs().slice(before), { interval: 20, timeout: 2000 }).toContain("later is done");
    } else expect(runtime.logs().slice(before)).toContain("later is done");
  });

  test("R18 a body that fails at once is a 500", async () => {
    expect((await get("/early")).status).toBe(500);
  });

  if (streams) {
    test("R15 R17 chunks arrive when they are written", async () => {
      const seen: string[] = [];
      for await (const chunk of (await get("/chunks")).body!) seen.push(Buffer.from(chunk).toString());
      expect(seen).toEqual(["a", "b", "c"]);
    });
    test("R19 a failure midway breaks the response and leaves its trace in the log", async () => {
      const answer = await get("/midway");
      expect(answer.status).toBe(200);
      await expect(answer.text()).rejects.toThrow();
      expect(runtime.logs()).toContain("midway");
      expect((await get("/empty")).status).toBe(204);
    });
    test("R17 20 MiB come through whole, in order", async () => {
      const body = new Uint8Array(await (await get("/large")).arrayBuffer());
      expect(body.length).toBe(320 * 65_536);
      expect(body.every((byte, at) => byte === (Math.floor(at / 65_536) + 1) % 256)).toBe(true);
    });
  } else {
    test("a failure midway is a 500: nothing has left yet", async () => {
      expect((await get("/midway")).status).toBe(500);
    });
    test("R11 a reply that is too large is a problem of our own, not the platform's", async () => {
      const answer = await get("/too-large");
      expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
      expect(runtime.logs()).toContain("RESPONSE_TOO_LARGE");
    });
  }
});

test("a module of ours is imported without the runtime's globals", async () => {
  const { handler } = (await import(join(dir, "function-url-stream", "index.mjs"))) as {
    handler: (...all: never[]) => unknown;
  };
  expect(handler[Symbol.for("aws.lambda.runtime.handler.streaming") as never]).toBe("response");
  const buffered = (await import(join(dir, "http-api", "index.mjs"))) as { handler: (...all: never[]) => unknown };
  expect(buffered.handler.length).toBe(2);
});
