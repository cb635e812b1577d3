/** What functions-framework decides before us: the declared lacks of the function shape, as tests. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { eventually, exchange, open, read } from "./raw.ts";
import { type GcpRuntime, start } from "./start.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** A function by hand, without unmoor. */
const MODULE = `
export const handler = async (request, response) => {
  console.log("reached " + request.url);
  if (request.url === "/hang") return;
  if (request.url === "/throw-late") {
    response.write("half");
    throw new Error("late");
  }
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({
    url: request.url,
    rawHeaders: request.rawHeaders,
    rawBody: request.rawBody?.toString("latin1") ?? null,
    readableEnded: request.readableEnded,
  }));
};
`;

let dir: string;
let runtime: GcpRuntime;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "unmoor-ff-"));
  await mkdir(join(dir, "http"));
  await writeFile(join(dir, "http/package.json"), `{"type":"module","main":"index.mjs"}`);
  await writeFile(join(dir, "http/index.mjs"), MODULE);
  runtime = await start({ dir, unit: "http" });
});
afterAll(async () => {
  await runtime?.stop();
  await rm(dir, { recursive: true });
});

const reached = (path: string): boolean => runtime.logs().includes(`reached ${path}\n`);
const post = (path: string, headers: string, body: string): Promise<string> =>
  exchange(runtime.origin, `POST ${path}`, `${headers}\r\ncontent-length: ${body.length}\r\n`, body);
const seen = (answer: string): Record<string, unknown> => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));

describe("answered before the function", () => {
  test.each(["5", '"x"', "null", "{"])("400 to the JSON body %s", async (body) => {
    expect(await post("/json", "content-type: application/json", body)).toMatch(/^HTTP\/1.1 400 /);
    expect(reached("/json")).toBe(false);
  });
  test("415 to an unknown charset", async () => {
    expect(await post("/charset", "content-type: text/plain; charset=foo", "x")).toMatch(/^HTTP\/1.1 415 /);
    expect(reached("/charset")).toBe(false);
  });
  test("415 to an unknown content encoding", async () => {
    expect(await post("/encoding", "content-type: text/plain\r\ncontent-encoding: zip", "x")).toMatch(
      /^HTTP\/1.1 415 /,
    );
    expect(reached("/encoding")).toBe(false);
  });
  test.each(["/favicon.ico", "/robots.txt"])("404 to %s", async (path) => {
    expect(await exchange(runtime.origin, `GET ${path}`)).toMatch(/^HTTP\/1.1 404 /);
    expect(reached(path)).toBe(false);
  });
  test("404 to OPTIONS *", async () => {
    expect(await exchange(runtime.origin, "OPTIONS *")).toMatch(/^HTTP\/1.1 404 /);
  });
  test.each(["/%zz", "/%E0%A4%A"])("400 to the malformed escape %s", async (path) => {
    expect(await exchange(runtime.origin, `GET ${path}`)).toMatch(/^HTTP\/1.1 400 /);
    expect(reached(path)).toBe(false);
  });
  test("431 to more than 16 KiB of headers", async () => {
    expect(await exchange(runtime.origin, "GET /long", `x: ${"x".repeat(16_384)}\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect(reached("/long")).toBe(false);
  });
  test("the page of a 400 shows a stack, unless NODE_ENV is production as our commands say", async () => {
    expect(await post("/json", "content-type: application/json", "{")).toContain("body-parser");
    const production = await start({ dir, unit: "http", env: { NODE_ENV: "production" } });
    try {
      const answer = await exchange(
        production.origin,
        "POST /json",
        "content-type: application/json\r\ncontent-length: 1\r\n",
        "{",
      );
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
      expect(answer).not.toContain("body-parser");
    } finally {
      await production.stop();
    }
  });
});

describe("changed before the function", () => {
  test("a body with a content type is read, its bytes are in rawBody", async () => {
    const { rawBody, readableEnded } = seen(await post("/typed", "content-type: image/png", "PNG"));
    expect([rawBody, readableEnded]).toEqual(["PNG", true]);
  });
  test("a body without a content type stays a stream", async () => {
    const { rawBody, readableEnded } = seen(await post("/untyped", "x: 1", "hi"));
    expect([rawBody, readableEnded]).toEqual([null, false]);
  });
  test("gzip is inflated, and the headers stay those of the deflated body", async () => {
    const zipped = gzipSync("inflated");
    const response = await fetch(`${runtime.origin}/gzip`, {
      method: "POST",
      headers: { "content-type": "text/plain", "content-encoding": "gzip" },
      body: zipped,
    });
    const { rawBody, rawHeaders } = (await response.json()) as { rawBody: string; rawHeaders: string[] };
    expect(rawBody).toBe("inflated");
    expect(rawHeaders).toContain("content-encoding");
    expect(rawHeaders[rawHeaders.indexOf("content-length") + 1]).toBe(String(zipped.length));
  });
  test("the path arrives as it was sent: //, %2F and an absolute form too", async () => {
    for (const target of ["//evil.example/a%2Fb?x=1&x=2", "http://evil.example/x"])
      expect(seen(await exchange(runtime.origin, `GET ${target}`)).url).toBe(target);
  });
});

describe("never ended by functions-framework", () => {
  test("a throw after the first write leaves the answer open, so the carrier must cut it", async () => {
    const socket = await open(runtime.origin, "GET /throw-late HTTP/1.1\r\nhost: a\r\n\r\n");
    expect(await read(socket, "half")).toContain("200 OK");
    await eventually(() => runtime.logs()).toContain("Error: late");
    expect(socket.readableEnded).toBe(false);
    socket.destroy();
  });
});

test("SIGTERM answers the newest request with 500, cuts the others and exits at once", async () => {
  const doomed = await start({ dir, unit: "http" });
  const sockets = [];
  for (const _ of [1, 2]) {
    sockets.push(await open(doomed.origin, "GET /hang HTTP/1.1\r\nhost: a\r\n\r\n"));
    const count = sockets.length;
    await eventually(() => doomed.logs().split("reached /hang").length - 1).toBe(count);
  }
  const answers = sockets.map((socket) => read(socket));
  expect(await doomed.terminate()).toBe(0);
  const [older, newest] = await Promise.all(answers.map((answer) => answer.catch(() => "")));
  expect(older).toBe("");
  expect(newest).toMatch(/^HTTP\/1.1 500 /);
});

test("a target that the module does not export ends the process, and the error shows its log", async () => {
  await expect(start({ dir, unit: "http", target: "nobody" })).rejects.toThrow("Function 'nobody' is not defined");
});
