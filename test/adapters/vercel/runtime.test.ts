import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Runtime } from "../../runtimes/runtime.ts";
import { startInstance } from "../../runtimes/vercel/instance.ts";
import { start } from "../../runtimes/vercel/start.ts";
import { emitted, httpUnit } from "./build.ts";

const NAMES = [
  "hello",
  "echo",
  "mirror",
  "cookies",
  "empty",
  "ticks",
  "broken",
  "thrown",
  "late",
  "hang",
  "patient",
  "endless",
] as const;

let runtime: Runtime;
let dir: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  const output = await emitted([httpUnit(NAMES, { timeoutMs: 2000 })]);
  ({ dir, remove } = output);
  runtime = await start({ dir, unit: "http", env: { GREETING: "hi" } });
}, 60_000);
afterAll(async () => {
  await runtime?.stop();
  await remove?.();
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(runtime.origin + path, init);

/** The bytes of an exchange, for what `fetch` would not send. */
function raw(lines: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(runtime.origin).port), "127.0.0.1", () => socket.write(lines));
    let text = "";
    socket.setEncoding("latin1").on("data", (data) => {
      text += data;
    });
    socket.once("error", reject).once("close", () => resolve(text));
  });
}

async function until(found: () => boolean): Promise<void> {
  while (!found()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("a module that throws is told in its own words, and no process is left", async () => {
  const folder = await mkdtemp(join(tmpdir(), "unmoor-vercel-"));
  await writeFile(join(folder, ".vc-config.json"), JSON.stringify({ handler: "index.mjs", runtime: "nodejs24.x" }));
  await writeFile(join(folder, "index.mjs"), 'throw new Error("no DATABASE_URL");');
  await expect(startInstance(folder, {}, () => {})).rejects.toThrow("no DATABASE_URL");
  await rm(folder, { recursive: true });
});

describe("on Vercel's own handler code", () => {
  test("a route answers, HEAD is answered from GET, and unknown ones are problems", async () => {
    expect(await (await get("/hello/w%C3%B6rld")).json()).toEqual({ hello: "wörld" });
    const head = await get("/hello/x", { method: "HEAD" });
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "application/json", ""]);
    const missing = await get("/nowhere");
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    const wrong = await get("/hello/x", { method: "DELETE" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test.each(["OPTIONS", "PUT", "PATCH", "DELETE", "POST", "GET"])("%s reaches the function", async (method) => {
    expect(await (await get("/echo/x", { method })).json()).toMatchObject({ method });
  });

  test("the edge's word counts, not the client's", async () => {
    const reply = (await (
      await get("/echo/a%2Fb?x=1&x=2", {
        headers: {
          "x-forwarded-for": "6.6.6.6",
          "x-real-ip": "6.6.6.6",
          "x-vercel-ip-country": "XX",
          "x-vercel-mine": "1",
        },
      })
    ).json()) as { url: string; client: string; headers: [string, string][]; left: number; invocation: string };
    expect(reply.url).toBe(`${runtime.origin.replace("http:", "https:")}/echo/a%2Fb?x=1&x=2`);
    expect(reply.client).toBe("127.0.0.1");
    const headers = new Map(reply.headers);
    expect(headers.get("x-vercel-ip-country")).toBe("DE");
    expect(headers.has("x-vercel-mine")).toBe(false);
    expect(headers.has("connection")).toBe(false);
    expect(reply.invocation).toBe(headers.get("x-vercel-id"));
    expect(reply.left).toBeGreaterThan(1000);
    expect(reply.left).toBeLessThanOrEqual(2000);
  });

  test("1 MiB is the same bytes both ways", async () => {
    const bytes = new Uint8Array(1 << 20).map((_, i) => (i * 2_654_435_761) >>> 24);
    const reply = await get("/mirror", { method: "POST", body: bytes });
    expect(Buffer.compare(new Uint8Array(await reply.arrayBuffer()), bytes)).toBe(0);
  });

  test("a body above 4.5 MB is refused by the platform", async () => {
    const reply = await get("/mirror", { method: "POST", body: new Uint8Array(4_500_001) });
    expect([reply.status, reply.headers.get("x-vercel-error")]).toEqual([413, "FUNCTION_PAYLOAD_TOO_LARGE"]);
  });

  test.each([
    ["method of WebDAV", "PROPFIND / HTTP/1.1\r\nhost: a.example", 405],
    ["host that is none", "GET / HTTP/1.1\r\nhost: good.com@evil.com", 400],
    ["absolute target", "GET http://evil.example/ HTTP/1.1\r\nhost: a.example", 400],
    ["URL above 14 KB", `GET /${"a".repeat(14_400)} HTTP/1.1\r\nhost: a.example`, 414],
    ["header above 16 KB", `GET / HTTP/1.1\r\nhost: a.example\r\nx: ${"a".repeat(16_500)}`, 494],
  ])("a %s is answered by the platform", async (_what, head, status) => {
    const reply = await raw(`${head}\r\nconnection: close\r\n\r\n`);
    expect(reply).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*x-vercel-error`));
  });

  test("cookies stay apart, 204 has nothing", async () => {
    expect((await get("/cookies")).headers.getSetCookie()).toEqual([
      "a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT",
      "b=2",
    ]);
    const empty = await get("/empty");
    expect([empty.status, (await empty.arrayBuffer()).byteLength]).toEqual([204, 0]);
  });

  test("chunks arrive when they are written", async () => {
    const times: number[] = [];
    for await (const _ of (await get("/ticks")).body as unknown as AsyncIterable<Uint8Array>)
      times.push(performance.now());
    // Written over 180 ms; a busy machine may join two, never all.
    expect(times.length).toBeGreaterThan(1);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(60);
  });

  test("a failure tells the client nothing, the log everything", async () => {
    const reply = await get("/thrown");
    expect(reply.status).toBe(500);
    expect(await reply.text()).not.toContain("secret");
    await until(() => runtime.logs().includes("secret cause"));
    expect((await get("/broken/0")).status).toBe(500);
  });

  test("a response that fails midway is cut, and the next request is served", async () => {
    await expect(get("/broken/2").then((reply) => reply.arrayBuffer())).rejects.toThrow();
    await until(() => runtime.logs().includes("the response was cut short"));
    expect((await get("/hello/again")).status).toBe(200);
  });

  test("waitUntil work goes on after the answer, and its failure is logged", async () => {
    expect(await (await get("/late")).text()).toBe("answered");
    expect(runtime.logs()).not.toContain("late work done");
    await until(() => runtime.logs().includes("late work done") && runtime.logs().includes("late work failed"));
  });

  test("the signal fires before maxDuration ends the call", async () => {
    expect(await (await get("/hang")).text()).toBe("gave up");
    await until(() => runtime.logs().includes("the signal fired"));
  });

  test("a client that goes away aborts the signal, and cancels the body", async () => {
    const client = new AbortController();
    const waiting = get("/patient", { signal: client.signal });
    await until(() => runtime.logs().includes("the patient one began"));
    client.abort();
    await expect(waiting).rejects.toThrow();
    await until(() => runtime.logs().includes("nobody waits: AbortError, request true"));

    const reader = (await get("/endless")).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await until(() => runtime.logs().includes("the endless one was cancelled"));
  });

  test("requests in flight are finished on SIGTERM", async () => {
    const instance = await startInstance(join(dir, ".vercel/output/functions/http.func"), {}, () => {});
    const reply = await fetch(`http://127.0.0.1:${instance.port}/ticks`);
    const stopped = instance.stop();
    expect(await reply.text()).toBe("3\n2\n1\n0\n");
    await stopped;
    expect(instance.ended()).toBe(true);
  });

  test("requests share an instance and do not mix", async () => {
    const replies = await Promise.all(Array.from({ length: 30 }, (_, i) => get(`/hello/${i}`)));
    expect(await Promise.all(replies.map((reply) => reply.json()))).toEqual(
      Array.from({ length: 30 }, (_, i) => ({ hello: `${i}` })),
    );
  });

  test.each(["//evil.example/x", "/%E0%A4%A", "/a/%2e%2e/b", "/\\x", "/%00"])(
    "path %s is answered with 4xx, and nobody calls another host",
    async (path) => {
      const reply = await raw(`GET ${path} HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n`);
      expect(reply).toMatch(/^HTTP\/1.1 4\d\d /);
    },
  );
});
