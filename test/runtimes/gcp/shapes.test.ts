/** The emitted bundle under both of the ways in which Google Cloud starts it. */
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Bundle, bundle } from "./bundle.ts";
import { eventually, exchange, open, read } from "./raw.ts";
import { type GcpRuntime, start } from "./start.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly [string, string][];
  readonly client?: string;
  readonly trace?: string;
  readonly invocation: string;
  readonly bytes: readonly number[];
}
const seen = (answer: string): Seen => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));
const app = new URL("./app.ts", import.meta.url);

describe.each(["function", "service"] as const)("%s", (shape) => {
  let built: Bundle;
  let runtime: GcpRuntime;
  beforeAll(async () => {
    built = await bundle(shape, app);
    runtime = await start({ dir: built.dir, unit: "http", shape, env: { GOOGLE_CLOUD_PROJECT: "my-project" } });
  });
  afterAll(async () => {
    await runtime?.stop();
    await built?.remove();
  });
  const call = (path: string, init?: RequestInit): Promise<Response> => fetch(runtime.origin + path, init);
  const log = (): Record<string, unknown>[] =>
    runtime
      .logs()
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));

  test("path and query arrive as they were sent", async () => {
    const { url } = seen(await exchange(runtime.origin, "GET /seen/a%2Fb//c?x=1&x=%20&y[z]"));
    expect(url).toBe("http://a.example/seen/a%2Fb//c?x=1&x=%20&y[z]");
  });
  test("a path of two slashes does not choose the host, nor does an absolute form", async () => {
    expect(await exchange(runtime.origin, "GET //evil.example/seen/x")).toMatch(/^HTTP\/1.1 404 /);
    expect(await exchange(runtime.origin, "GET http://evil.example/seen/x")).toMatch(/^HTTP\/1.1 400 /);
  });
  test("a hostile host is refused", async () => {
    const hostile = "GET /seen/x HTTP/1.1\r\nhost: a/seen/y?\r\nconnection: close\r\n\r\n";
    expect(await read(await open(runtime.origin, hostile))).toMatch(/^HTTP\/1.1 400 /);
  });
  test("TRACE is 501, an unknown route 404, a wrong method 405", async () => {
    expect(await exchange(runtime.origin, "TRACE /seen/x")).toMatch(/^HTTP\/1.1 501 /);
    expect((await call("/nope")).status).toBe(404);
    const wrong = await call("/echo");
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  });
  test("repeated headers stay repeated, hop-by-hop and internal ones go", async () => {
    const { headers } = seen(
      await exchange(
        runtime.origin,
        "GET /seen/x",
        "x-a: 1\r\nX-A: 2\r\nkeep-alive: 1\r\nx-goog-authenticated-user-email: me\r\nce-id: 1\r\n",
      ),
    );
    expect(headers).toContainEqual(["x-a", "1, 2"]);
    const names = headers.map(([name]) => name);
    for (const gone of ["connection", "keep-alive", "x-goog-authenticated-user-email", "ce-id"])
      expect(names).not.toContain(gone);
  });
  test("client, scheme and trace come from what Google's front end sets", async () => {
    const facts = seen(
      await exchange(
        runtime.origin,
        "GET /seen/x",
        "x-forwarded-for: 127.0.0.1, 192.0.2.50\r\nx-forwarded-proto: https\r\nx-cloud-trace-context: 105445aa7843bc8bf206b12000100000/3884770098780217813;o=1\r\n",
      ),
    );
    expect(facts.client).toBe("192.0.2.50");
    expect(facts.url).toMatch(/^https:/);
    expect(facts.trace).toBe("00-105445aa7843bc8bf206b12000100000-35e979d28bdaa1d5-01");
  });
  test.each(["text/plain", "application/json", "application/octet-stream", ""])(
    "1 MiB of random bytes goes there and back with content type '%s'",
    async (type) => {
      // A body of type JSON must be JSON for functions-framework.
      const bytes =
        type === "application/json"
          ? Buffer.from(JSON.stringify(randomBytes(5e5).toString("hex")))
          : randomBytes(2 ** 20);
      const body = type === "application/json" ? Buffer.concat([Buffer.from("["), bytes, Buffer.from("]")]) : bytes;
      const back = await call("/echo", { method: "POST", body, headers: type ? { "content-type": type } : {} });
      expect(Buffer.from(await back.arrayBuffer()).equals(body)).toBe(true);
    },
  );
  test("the length that the handler sees is that of the bytes that it gets", async () => {
    const zipped = gzipSync("inflated");
    for (const type of ["text/plain", undefined]) {
      const response = await call("/seen/x", {
        method: "POST",
        headers: { "content-encoding": "gzip", ...(type && { "content-type": type }) },
        body: zipped,
      });
      const { bytes, headers } = (await response.json()) as Seen;
      const inflated = shape === "function" && type !== undefined;
      const fields = new Map(headers);
      expect(Buffer.from(bytes)).toEqual(inflated ? Buffer.from("inflated") : zipped);
      expect(fields.get("content-encoding")).toBe(inflated ? undefined : "gzip");
      expect(fields.get("content-length")).toBe(String(bytes.length));
    }
  });
  test("cookies leave on lines of their own", async () => {
    const answer = await exchange(runtime.origin, "GET /cookies");
    expect(answer.match(/^set-cookie: .*$/gm)).toEqual([
      "set-cookie: a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT",
      "set-cookie: b=2",
    ]);
  });
  test("HEAD is GET without its body", async () => {
    const response = await call("/cookies", { method: "HEAD" });
    expect([response.status, response.headers.get("x-a"), await response.text()]).toEqual([200, "1", ""]);
  });
  test.each([
    [204, null],
    [304, null],
    [205, "0"],
    [200, "0"],
  ])("%i without a body has content-length %s", async (status, length) => {
    const response = await call(`/status/${status}`);
    expect([response.status, response.headers.get("content-length")]).toEqual([status, length]);
  });
  test("chunks arrive one by one, while the handler waits", async () => {
    const response = await call("/stream");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (const chunk of ["1;", "2;", "3;"]) {
      expect(await reader.read()).toEqual({ done: false, value: chunk });
      await call("/stream/next", { method: "POST" });
    }
    expect((await reader.read()).done).toBe(true);
  });
  test("a body that fails at once is a 500, one that fails midway cuts the connection; both are logged", async () => {
    const early = await call("/broken/early");
    expect([early.status, await early.text()]).toEqual([500, expect.not.stringContaining("secret")]);
    const late = await exchange(runtime.origin, "GET /broken/late");
    expect(late).toContain("half");
    expect(late).not.toContain("\r\n0\r\n\r\n");
    expect(log()).toContainEqual(expect.objectContaining({ severity: "ERROR", message: "the response failed" }));
  });
  test("a throw is a 500 without its reason, which is logged with its stack", async () => {
    const response = await call("/throws");
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining("secret")]);
    expect(log()).toContainEqual(
      expect.objectContaining({ severity: "ERROR", stack_trace: expect.stringContaining("secret reason") }),
    );
  });
  test("waitUntil work is finished when the answer is", async () => {
    expect(await (await call("/later")).text()).toBe("answered");
    expect(await (await call("/facts")).json()).toMatchObject({ later: "done" });
  });
  test("the signal aborts when the client goes away", async () => {
    const socket = await open(runtime.origin, "GET /gone HTTP/1.1\r\nhost: a\r\n\r\n");
    const gone = async (): Promise<unknown> => ((await (await call("/facts")).json()) as { gone?: string }).gone;
    await eventually(gone).toBe("waiting");
    socket.destroy();
    await eventually(gone).toBe("AbortError");
  });
  test("a request body may stay unread, whole or in part, and the connection goes on", async () => {
    const last = "GET /facts HTTP/1.1\r\nhost: a\r\n\r\n";
    const body = "x".repeat(2_000_000);
    const socket = await open(runtime.origin, "");
    for (const [path, answer] of Object.entries({ unread: "not read", first: `"first"`, forgotten: "forgotten" })) {
      socket.write(`POST /${path} HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      expect(await read(socket, answer)).toContain("200 OK");
    }
    socket.write(last);
    expect(await read(socket, "}")).toContain("200 OK");
    socket.destroy();
  });
  test("concurrent requests do not mix", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const response = await call(`/seen/${i}`, { method: "POST", body: String(i) });
        return (await response.json()) as Seen;
      }),
    );
    answers.forEach(({ url, bytes }, i) => {
      expect(url.endsWith(`/seen/${i}`)).toBe(true);
      expect(Buffer.from(bytes).toString()).toBe(String(i));
    });
    expect(new Set(answers.map(({ invocation }) => invocation)).size).toBe(50);
  });
  test("a log line is structured, and joins the request's trace", async () => {
    await exchange(
      runtime.origin,
      "GET /slow/1",
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n",
    );
    expect(log()).toContainEqual(
      expect.objectContaining({
        severity: "INFO",
        message: "slow began",
        ms: "1",
        "logging.googleapis.com/trace": "projects/my-project/traces/0af7651916cd43dd8448eb211c80319c",
        "logging.googleapis.com/spanId": "b7ad6b7169203331",
        "logging.googleapis.com/trace_sampled": true,
      }),
    );
  });
});

test("the deadline that was built in answers 503 before the platform's 504", async () => {
  const built = await bundle("service", app, 1000);
  const runtime = await start({ dir: built.dir, unit: "http", shape: "service" });
  try {
    const response = await fetch(`${runtime.origin}/slow/30000`);
    expect(response.status).toBe(503);
  } finally {
    await runtime.stop();
    await built.remove();
  }
});
