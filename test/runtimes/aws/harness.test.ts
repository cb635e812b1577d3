import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Runtime } from "../runtime.ts";
import { start } from "./start.ts";

const dir = mkdtempSync(join(tmpdir(), "unmoor-aws-"));
const units: Record<string, string> = {
  buffered: `
    export const handler = async (event, context) => {
      const path = event.rawPath ?? event.path;
      if (path === "/throw") throw new Error("ärger 🤯");
      if (path === "/hang") return new Promise(() => setInterval(() => {}, 1000));
      if (path === "/exit") process.exit(7);
      if (path === "/large") return { statusCode: 200, body: "x".repeat(6_291_556) };
      if (path === "/context") return { statusCode: 200, body: JSON.stringify({ ...context, left: context.getRemainingTimeInMillis() }) };
      if (path === "/pid") { await new Promise((r) => setTimeout(r, 150)); return { statusCode: 200, body: String(process.pid) }; }
      if (path === "/event") return { statusCode: 200, body: JSON.stringify(event) };
      console.log("log ✓");
      return { statusCode: 201, headers: { "x-type": "a" }, cookies: ["a=1", "b=2"], body: event.body, isBase64Encoded: event.isBase64Encoded };
    };`,
  stream: `
    export const handler = async (event, stream) => {
      stream.setContentType("application/vnd.awslambda.http-integration-response");
      stream.write(JSON.stringify({ statusCode: 207, headers: { "x-type": "ü" }, cookies: ["a=1"] }));
      stream.write(new Uint8Array(8));
      if (event.rawPath === "/fail") { stream.write("half"); await new Promise((r) => setTimeout(r, 20)); throw new Error("mid-way"); }
      if (event.rawPath === "/echo") stream.write(Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8"));
      if (event.rawPath === "/chunks") for (const c of ["a", "b", "c"]) { stream.write(c); await new Promise((r) => setTimeout(r, 60)); }
      await new Promise((r) => stream.end(r));
    };
    handler[Symbol.for("aws.lambda.runtime.handler.streaming")] = "response";`,
  three: "export const handler = (event, context, callback) => callback(null, {});",
  broken: `throw new Error("no DATABASE_URL");`,
};
for (const [unit, code] of Object.entries(units)) {
  mkdirSync(join(dir, unit));
  writeFileSync(join(dir, unit, "index.mjs"), code);
}
afterAll(() => rmSync(dir, { recursive: true }));

/** One runtime for the tests of a group. */
function running(unit: string, shape: string, timeoutMs = 3000): () => Runtime {
  let runtime: Runtime | undefined;
  beforeAll(async () => {
    runtime = await start({ dir, unit, shape, timeoutMs });
  });
  afterAll(() => runtime?.stop());
  return () => runtime!;
}

const mebibytes = (n: number, text: boolean): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: n * 1024 * 1024 }, (_, at) => (text ? 97 + (at % 26) : (at * 31) % 256));

describe("a buffered handler behind an HTTP API", () => {
  const runtime = running("buffered", "http-api");

  test("text comes back exact, status, headers and cookies with it", async () => {
    const answer = await fetch(`${runtime().origin}/a`, {
      method: "POST",
      body: "grüße 👋🏽",
      headers: { "content-type": "text/plain" },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("x-type")).toBe("a");
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await answer.text()).toBe("grüße 👋🏽");
    expect(runtime().logs()).toContain("log ✓");
  });

  test.each([
    ["5 MiB of text", 5, true],
    ["4 MiB of bytes", 4, false],
  ])("%s come back exact", async (_, size, text) => {
    const body = mebibytes(size, text);
    const answer = await fetch(`${runtime().origin}/a`, {
      method: "POST",
      body,
      headers: { "content-type": text ? "text/plain" : "application/octet-stream" },
    });
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), Buffer.from(body))).toBe(0);
  });

  test("a throw is the gateway's own 500, and the message stays in the log", async () => {
    const answer = await fetch(`${runtime().origin}/throw`);
    expect([answer.status, await answer.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(runtime().logs()).toContain("ärger 🤯");
  });

  test("a process that exits is a 500, and the next invocation gets a fresh one", async () => {
    expect((await fetch(`${runtime().origin}/exit`)).status).toBe(500);
    expect((await fetch(`${runtime().origin}/pid`)).status).toBe(200);
  });

  test("a reply over 6 MB is refused by Lambda (413) and becomes a 500; the environment goes on", async () => {
    expect((await fetch(`${runtime().origin}/large`)).status).toBe(500);
    expect((await fetch(`${runtime().origin}/pid`)).status).toBe(200);
  });

  test("an event over 6 MB never arrives", async () => {
    const answer = await fetch(`${runtime().origin}/a`, { method: "POST", body: mebibytes(5, false) });
    expect(answer.status).toBe(413);
  });

  test("the context has deadline and trace, and nothing of the callback era", async () => {
    const context = (await (await fetch(`${runtime().origin}/context`)).json()) as Record<string, unknown>;
    expect(context.left).toBeGreaterThan(1000);
    expect(context.left).toBeLessThanOrEqual(3000);
    expect(context.xRayTraceId).toMatch(/^Root=1-/);
    expect(context.awsRequestId).toMatch(/^[\da-f-]{36}$/);
    expect(context).not.toHaveProperty("callbackWaitsForEmptyEventLoop");
  });

  test("concurrent invocations run in environments of their own, sequential ones share one", async () => {
    const pids = async (n: number) =>
      Promise.all(Array.from({ length: n }, async () => (await fetch(`${runtime().origin}/pid`)).text()));
    expect(new Set(await pids(3)).size).toBe(3);
  });

  test("the event is HTTP API's: path decoded, cookies apart, repeated headers joined", async () => {
    const answer = await fetch(`${runtime().origin}/event`, {
      headers: [
        ["x-a", "1"],
        ["x-a", "2"],
        ["cookie", "a=1; b=2"],
      ],
    });
    const event = (await answer.json()) as Record<string, Record<string, unknown>>;
    expect(event.cookies).toEqual(["a=1", "b=2"]);
    expect(event.headers).not.toHaveProperty("cookie");
    expect(String(event.headers?.["x-a"]).replaceAll(" ", "")).toBe("1,2");
  });
});

describe("what ends an invocation", () => {
  const runtime = running("buffered", "http-api", 400);

  test("a handler that hangs is killed at the function's timeout and becomes a 503", async () => {
    expect((await fetch(`${runtime().origin}/hang`)).status).toBe(503);
    expect(runtime().logs()).toContain("Task timed out after 0.40 seconds");
  });
});

describe("a streaming handler behind a Function URL", () => {
  const runtime = running("stream", "function-url-stream");

  test("an empty stream keeps its status and headers", async () => {
    const answer = await fetch(`${runtime().origin}/`);
    expect([answer.status, answer.headers.getSetCookie(), await answer.text()]).toEqual([207, ["a=1"], ""]);
  });

  test("chunks arrive when they are written", async () => {
    const answer = await fetch(`${runtime().origin}/chunks`);
    const seen: string[] = [];
    for await (const chunk of answer.body!) seen.push(Buffer.from(chunk).toString());
    expect(seen).toEqual(["a", "b", "c"]);
  });

  test("4 MiB of bytes come back exact", async () => {
    const body = mebibytes(4, false);
    const answer = await fetch(`${runtime().origin}/echo`, { method: "POST", body });
    expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), Buffer.from(body))).toBe(0);
  });

  test("a failure midway reaches the client as a broken response", async () => {
    const answer = await fetch(`${runtime().origin}/fail`);
    expect(answer.status).toBe(207);
    await expect(answer.text()).rejects.toThrow();
    expect(runtime().logs()).toContain("mid-way");
  });
});

describe("what Lambda refuses", () => {
  const mixed = running("stream", "http-api");
  const three = running("three", "rest");
  const broken = running("broken", "alb");

  test("a streaming handler behind a gateway that buffers is malformed", async () => {
    expect((await fetch(`${mixed().origin}/`)).status).toBe(500);
  });

  test("a handler of three parameters does not start", async () => {
    expect((await fetch(`${three().origin}/`)).status).toBe(502);
    expect(three().logs()).toContain("CallbackHandlerDeprecated");
  });

  test("a module that throws is a 502 of the load balancer", async () => {
    expect((await fetch(`${broken().origin}/`)).status).toBe(502);
    expect(broken().logs()).toContain("no DATABASE_URL");
  });
});
