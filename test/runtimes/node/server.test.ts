/** The server that the build writes, as a process of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { adapters } from "../../../adapters/index.ts";
import { build } from "../../../src/build/index.ts";
import { eventually, open, read } from "../gcp/raw.ts";
import { type NodeRuntime, type StartOptions, start } from "./start.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const SECRET = "0123456789abcdef";
let out: string;
const built = (lingerSeconds: number): string => join(out, `${lingerSeconds}`, "node");

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "unmoor-node-"));
  for (const lingerSeconds of [0, 1])
    await build({
      entry: fileURLToPath(new URL("./app.ts", import.meta.url)),
      targets: ["node"],
      adapters,
      out: join(out, `${lingerSeconds}`),
      name: "server",
      options: { node: { deadLetterSink: "http://letters.example", graceSeconds: 2, lingerSeconds } },
      env: { PATH: process.env.PATH },
    });
});
afterAll(() => rm(out, { recursive: true, force: true }));

async function running(
  options: Omit<StartOptions, "dir"> & { readonly lingerSeconds?: number } = {},
): Promise<NodeRuntime> {
  const { lingerSeconds = 0, ...others } = options;
  const runtime = await start({ dir: built(lingerSeconds), ...others });
  onTestFinished(() => runtime.stop());
  return runtime;
}

const EVENT = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s", "ce-type": "dev.unmoor.queue" };
const sent = (url: string, body = '"now"', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: "POST", headers: { ...EVENT, "content-type": "application/json", ...headers }, body });

describe("who takes a request", () => {
  test("HTTP functions, the health probe, and nobody", async () => {
    const { origin } = await running();
    expect(await (await fetch(`${origin}/page`)).text()).toBe("a page");
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${origin}/nowhere`)).headers.get("content-type")).toBe("application/problem+json");
  });

  test("events have a port of their own, and the public one knows none of them", async () => {
    const { origin, events } = await running();
    expect(events).not.toBe(origin);
    expect((await sent(`${events}/fulfil`)).status).toBe(202);
    expect((await sent(`${origin}/fulfil`)).status).toBe(404);
    expect((await fetch(`${events}/page`)).status).toBe(404);
    expect((await fetch(`${events}/healthz`)).status).toBe(200);
  });

  test("with one number for both, all is on one port", async () => {
    const { origin, events } = await running({ env: { EVENTS_PORT: "0" } });
    expect(events).toBe(origin);
    expect((await sent(`${origin}/fulfil`)).status).toBe(202);
    expect((await fetch(`${origin}/page`)).status).toBe(200);
  });

  test("a sender that asks is told: POST", async () => {
    const { events } = await running();
    const asked = await fetch(`${events}/fulfil`, { method: "OPTIONS" });
    expect([asked.status, asked.headers.get("allow")]).toEqual([204, "POST"]);
    const got = await fetch(`${events}/fulfil`);
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
    for (const name of ["constructor", "__proto__", "nightly", "resize", ""])
      expect((await sent(`${events}/${name}`)).status, name).toBe(404);
  });

  test("outcomes are statuses", async () => {
    const { events } = await running();
    const late = await sent(`${events}/fulfil`, '"later"');
    expect([late.status, late.headers.get("retry-after")]).toEqual([503, "90"]);
    expect((await sent(`${events}/strict`)).status).toBe(422);
    expect((await sent(`${events}/fulfil`, "1", { "ce-id": "" })).status).toBe(400);
    expect((await fetch(`${events}/fulfil`, { method: "POST", body: "{}" })).status).toBe(400);
  });

  test("a body that nobody could hold is 413, stated or not", async () => {
    const { events } = await running();
    const large = new Uint8Array(10_485_761);
    const post = (body: BodyInit): Promise<Response> =>
      fetch(`${events}/fulfil`, { method: "POST", headers: EVENT, body, duplex: "half" } as RequestInit);
    expect((await post(large)).status).toBe(413);
    const pieces = Array.from({ length: 12 }, () => new Uint8Array(1_048_576));
    expect((await post(new Blob(pieces).stream())).status).toBe(413);
    expect((await sent(`${events}/fulfil`)).status).toBe(202);
  });
});

describe("tasks", () => {
  const call = (origin: string, input: unknown, secret?: string): Promise<Response> =>
    fetch(`${origin}/resize`, {
      method: "POST",
      ...(secret !== undefined && { headers: { authorization: `Bearer ${secret}` } }),
      body: JSON.stringify(input),
    });

  test("are closed without a secret of their own, whatever a caller shows", async () => {
    for (const env of [{}, { TASK_SECRET: "" }, { TASK_SECRET: "short" }]) {
      const { origin } = await running({ env });
      for (const secret of [undefined, "undefined", "", "short"])
        expect((await call(origin, {}, secret)).status).toBe(401);
    }
  });

  test("are refused before their body is read", async () => {
    const { origin } = await running({ env: { TASK_SECRET: SECRET } });
    const socket = await open(origin, "POST /resize HTTP/1.1\r\nhost: a\r\ncontent-length: 9000000\r\n\r\n{");
    expect(await read(socket, "}")).toMatch(/^HTTP\/1.1 401 /);
    socket.destroy();
  });

  test("are open to whoever shows it", async () => {
    const { origin } = await running({ env: { TASK_SECRET: SECRET } });
    expect((await call(origin, { key: "a" }, `${SECRET}x`)).status).toBe(401);
    const answer = await call(origin, { key: "a" }, SECRET);
    expect([answer.status, await answer.json()]).toEqual([200, { key: "a" }]);
    expect((await call(origin, { key: "nothing" }, SECRET)).status).toBe(204);
  });

  test("fail with problem details, and without a word of the cause", async () => {
    const { origin, logged } = await running({ env: { TASK_SECRET: SECRET } });
    for (const [key, status, after] of [
      ["broken", 500, null],
      ["never", 422, null],
      ["later", 503, "2"],
    ] as const) {
      const answer = await call(origin, { key }, SECRET);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, after]);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(await answer.text()).not.toContain("hunter2");
    }
    await logged("hunter2");
  });
});

describe("the end", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "at %s an idle server ends with 0, its kept connections notwithstanding",
    async (name) => {
      const runtime = await running();
      await (await fetch(`${runtime.origin}/page`)).text();
      runtime.signal(name);
      expect(await runtime.ended).toBe(0);
    },
  );

  test("what runs is finished; meanwhile the health path says 503 and requests are served, each the last of its connection", async () => {
    const runtime = await running();
    const { origin } = runtime;
    const health = async (): Promise<number> => (await fetch(`${origin}/healthz`)).status;
    const busy = await open(origin, "GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
    await read(busy, "1;");
    runtime.signal("SIGTERM");
    await eventually(health).toBe(503);
    const page = await fetch(`${origin}/page`);
    expect([page.status, page.headers.get("connection")]).toEqual([200, "close"]);
    expect(await page.text()).toBe("a page");
    expect((await sent(`${runtime.events}/fulfil`)).status).toBe(202);
    expect((await fetch(`${origin}/slow`, { method: "POST" })).status).toBe(204);
    expect(await read(busy)).toMatch(/2;\r\n0\r\n\r\n$/);
    expect(await runtime.ended).toBe(0);
  });

  test("waitUntil work is finished", async () => {
    const runtime = await running();
    expect((await fetch(`${runtime.origin}/later`, { method: "POST" })).status).toBe(202);
    runtime.signal("SIGTERM");
    expect(await runtime.ended).toBe(0);
    expect(runtime.logs()).toContain("later is done");
  });

  test("what does not end is told and cut after the grace, and the process ends with 1", async () => {
    const runtime = await running();
    const answer = fetch(`${runtime.origin}/stuck`).catch((cause: Error) => cause.name);
    await runtime.logged("stuck began");
    runtime.signal("SIGTERM");
    expect(await runtime.ended).toBe(1);
    expect(await answer).toBe("TypeError");
    expect(runtime.logs()).toContain("stuck was told");
  });

  test("a second signal ends it at once", async () => {
    const runtime = await running();
    const answer = fetch(`${runtime.origin}/stuck`).catch((cause: Error) => cause.name);
    await runtime.logged("stuck began");
    runtime.signal("SIGTERM");
    await eventually(async () => (await fetch(`${runtime.origin}/healthz`)).status).toBe(503);
    runtime.signal("SIGINT");
    expect(await runtime.ended).toBe(1);
    expect(await answer).toBe("TypeError");
    expect(runtime.logs()).not.toContain("stuck was told");
  });

  test("with a linger it serves on for a while, though nothing runs", async () => {
    const runtime = await running({ lingerSeconds: 1 });
    runtime.signal("SIGTERM");
    await eventually(async () => (await fetch(`${runtime.origin}/healthz`)).status).toBe(503);
    expect((await fetch(`${runtime.origin}/page`)).status).toBe(200);
    expect(await runtime.ended).toBe(0);
  });
});

describe("the beginning", () => {
  test("a unit that cannot be loaded ends the process before it listens", async () => {
    await expect(running({ env: { BROKEN: "1" } })).rejects.toThrow(/ended with 1.*this unit cannot be loaded/s);
  });

  test("a port that is taken ends it, too", async () => {
    const { origin } = await running();
    await expect(running({ env: { PORT: new URL(origin).port } })).rejects.toThrow(/ended with 1.*EADDRINUSE/s);
  });

  test("schedules run when they are due, unless they are off", async () => {
    const at = Date.UTC(2026, 10, 21, 2) - 300;
    const on = await running({ at });
    await on.logged("nightly ran");
    const off = await running({ at, env: { SCHEDULES: "off" } });
    await on.logged("nightly ran");
    off.signal("SIGTERM");
    expect(await off.ended).toBe(0);
    expect(off.logs()).not.toContain("nightly ran");
  });

  test("every line of the log is JSON with level, message and time", async () => {
    const runtime = await running();
    await sent(`${runtime.events}/strict`);
    await runtime.logged("strict: reject");
    for (const line of runtime.logs().trim().split("\n"))
      expect(JSON.parse(line)).toMatchObject({
        level: expect.stringMatching(/^(info|error)$/),
        message: expect.any(String),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
      });
  });
});
