/** What our own server does and functions-framework does not: the traits that the service shape has. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Bundle, bundle } from "./bundle.ts";
import { eventually, exchange, open, read } from "./raw.ts";
import { type GcpRuntime, start } from "./start.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let built: Bundle;
const runtimes: GcpRuntime[] = [];
const running = async (): Promise<GcpRuntime> => {
  const runtime = await start({ dir: built.dir, unit: "http", shape: "service" });
  runtimes.push(runtime);
  return runtime;
};
beforeAll(async () => {
  built = await bundle("service", new URL("./app.ts", import.meta.url));
});
afterAll(async () => {
  await Promise.all(runtimes.map((runtime) => runtime.stop()));
  await built?.remove();
});

test("SIGTERM takes no new connection, finishes what runs, and ends with 0", async () => {
  const runtime = await running();
  const kept = await open(runtime.origin, "GET /facts HTTP/1.1\r\nhost: a\r\n\r\n");
  await read(kept, "{}");
  const busy = await open(runtime.origin, "GET /stream HTTP/1.1\r\nhost: a\r\n\r\n");
  await read(busy, "1;");
  const ended = runtime.terminate();
  const fresh = (): Promise<string> =>
    open(runtime.origin, "").then(
      (socket) => socket.destroy() && "taken",
      (refused: NodeJS.ErrnoException) => String(refused.code),
    );
  await eventually(fresh).toBe("ECONNREFUSED");
  // The stream waits for these three, which come over a connection from before.
  for (const _ of [1, 2, 3]) {
    kept.write("POST /stream/next HTTP/1.1\r\nhost: a\r\n\r\n");
    expect(await read(kept, "\r\n\r\n")).toContain(" 204 ");
  }
  expect(await read(busy)).toMatch(/2;.*3;.*\r\n0\r\n\r\n$/s);
  expect(await ended).toBe(0);
});

test("SIGTERM does not cut a response that its client is still reading", async () => {
  const runtime = await running();
  const socket = await open(runtime.origin, "GET /large HTTP/1.1\r\nhost: a\r\n\r\n");
  socket.pause();
  await eventually(() => runtime.logs()).toContain("large made");
  const ended = runtime.terminate();
  const answer = await read(socket);
  expect(answer.length - answer.indexOf("\r\n\r\n") - 4).toBe(2 ** 25);
  expect(await ended).toBe(0);
});

test("SIGTERM without a request ends at once, though a keep-alive connection is open", async () => {
  const runtime = await running();
  await (await fetch(`${runtime.origin}/facts`)).text();
  expect(await runtime.terminate()).toBe(0);
});

test("a request body is read while the client still sends it", async () => {
  const runtime = await running();
  const socket = await open(
    runtime.origin,
    "POST /first HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 9\r\n\r\nhi",
  );
  expect(await read(socket, "}")).toContain(`{"first":2}`);
  socket.destroy();
});

test("every request reaches the functions: what functions-framework refuses, too", async () => {
  const runtime = await running();
  const json = await exchange(
    runtime.origin,
    "POST /seen/x",
    "content-type: application/json; charset=foo\r\ncontent-length: 1\r\n",
    "{",
  );
  expect(json).toMatch(/^HTTP\/1.1 200 .*"bytes":\[123\]/s);
  // Answered by our router, with problem details.
  for (const target of ["/favicon.ico", "/robots.txt"])
    expect(await exchange(runtime.origin, `GET ${target}`)).toMatch(/404 .*problem\+json/s);
  expect(await exchange(runtime.origin, "GET /%zz")).toMatch(/^HTTP\/1.1 404 .*problem\+json/s);
  expect(await exchange(runtime.origin, "GET /%E0%A4%A")).toMatch(/^HTTP\/1.1 400 .*problem\+json/s);
});

test("48 KiB of headers pass, as Google's front end lets them", async () => {
  const runtime = await running();
  const long = await exchange(runtime.origin, "GET /seen/x", `x: ${"x".repeat(48 * 1024)}\r\n`);
  expect(long).toMatch(/^HTTP\/1.1 200 /);
});

test("an expectation other than 100-continue is 417, and that one is granted", async () => {
  const runtime = await running();
  expect(await exchange(runtime.origin, "POST /echo", "expect: a-miracle\r\n")).toMatch(/^HTTP\/1.1 417 /);
  const socket = await open(
    runtime.origin,
    "POST /echo HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n",
  );
  expect(await read(socket, "\r\n\r\n")).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  socket.write("hi");
  expect(await read(socket, "hi")).toMatch(/^HTTP\/1.1 200 /);
  socket.destroy();
});

test("a request with two lengths, or a method that is no method, is refused by Node with 400", async () => {
  const runtime = await running();
  const smuggled = "transfer-encoding: chunked\r\ncontent-length: 3\r\n";
  expect(await exchange(runtime.origin, "POST /echo", smuggled, "0\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
  expect(await exchange(runtime.origin, "patch /echo")).toMatch(/^HTTP\/1.1 400 /);
});

test("the server is up without undici, which the first request pays for", async () => {
  const runtime = await start({
    dir: built.dir,
    unit: "http",
    shape: "service",
    env: { NODE_OPTIONS: `--import=${new URL("./report-undici.ts", import.meta.url).href}` },
  });
  runtimes.push(runtime);
  await eventually(() => runtime.logs()).toContain("listening without undici");
});
