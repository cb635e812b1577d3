import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AzureRuntime, start } from "../../runtimes/azure/start.ts";
import { type Emitted, emitted, httpUnit } from "./build.ts";

const ROUTES = {
  hello: "GET /hello/:name",
  seen: "* /seen/**",
  mirror: "POST /mirror",
  upload: "POST /upload",
  unread: "POST /unread",
  cookies: "GET /cookies",
  status: "* /status/:code",
  ticks: "GET /ticks",
  flood: "GET /flood",
  broken: "GET /broken/:after",
  thrown: "GET /thrown",
  late: "GET /late",
  hang: "GET /hang",
  patient: "GET /patient",
};

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: [string, string][];
  readonly body: string;
  readonly client?: string;
  readonly left: number;
  readonly invocation: string;
  readonly trace?: string;
  readonly provider: string;
}

const apps: Emitted[] = [];
const runtimes: AzureRuntime[] = [];
let runtime: AzureRuntime;

async function serve(app: Emitted): Promise<AzureRuntime> {
  apps.push(app);
  const started = await start({ dir: app.dir, unit: "http", activityMs: 5000 });
  runtimes.push(started);
  return started;
}
beforeAll(async () => {
  const unit = httpUnit(ROUTES);
  runtime = await serve(
    await emitted([
      { ...unit, functions: unit.functions.map((fn) => (fn.name === "hang" ? { ...fn, timeoutMs: 1000 } : fn)) },
    ]),
  );
}, 60_000);
afterAll(async () => {
  await Promise.all(runtimes.map((running) => running.stop()));
  await Promise.all(apps.map((app) => app.remove()));
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(runtime.origin + path, init);
const seen = async (path: string, init?: RequestInit): Promise<Seen> => (await (await get(path, init)).json()) as Seen;
const port = (): number => Number(new URL(runtime.origin).port);

async function until(found: () => boolean): Promise<void> {
  while (!found()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The bytes of an exchange, for what `fetch` would not send. */
async function raw(lines: string): Promise<string> {
  const socket = connect(port(), "127.0.0.1", () => socket.write(lines));
  let text = "";
  socket.setEncoding("latin1").on("data", (data) => {
    text += data;
  });
  await once(socket, "close");
  return text;
}

describe("on the library's own programming model", () => {
  test("one function takes every path and method, with its auth level said", () => {
    const [http] = runtime.functions;
    const trigger = Object.values(http?.bindings ?? {}).find(({ type }) => type === "httpTrigger");
    expect(trigger).toMatchObject({
      route: "{*path}",
      authLevel: "anonymous",
      methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    });
    expect(runtime.capabilities).toMatchObject({ IncludeEmptyEntriesInMessagePayload: "true" });
  });

  test("a route answers, HEAD is answered from GET, and unknown ones are problems", async () => {
    const answer = await get("/hello/w%C3%B6rld");
    expect([await answer.json(), answer.headers.get("content-length")]).toEqual([{ hello: "wörld" }, "18"]);
    const head = await get("/hello/x", { method: "HEAD" });
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "application/json", ""]);
    const missing = await get("/");
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    const wrong = await get("/hello/x", { method: "DELETE" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test.each(["OPTIONS", "PUT", "PATCH", "DELETE", "POST", "GET"])("%s reaches the function", async (method) => {
    expect(await seen("/seen/x", { method })).toMatchObject({ method, provider: "azure" });
  });

  test("the platform's word counts for host, client and trace, and its own headers cannot be given", async () => {
    const told = await seen("/seen/a%2Fb?x=1&x=2", {
      headers: {
        "x-forwarded-for": "6.6.6.6",
        "x-ms-client-principal": "e30=",
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      },
    });
    expect(told.url).toBe(`${runtime.origin.replace("http:", "https:")}/seen/a%2Fb?x=1&x=2`);
    expect(told.client).toBe("127.0.0.1");
    expect(told.trace).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-01$/);
    const headers = new Map(told.headers);
    expect(headers.has("x-ms-client-principal")).toBe(false);
    expect(headers.has("x-ms-invocation-id")).toBe(false);
    await until(() => runtime.ended.has(told.invocation));
    expect(told.left).toBeGreaterThan(229_000);
    expect(told.left).toBeLessThanOrEqual(230_000);
  });

  test.each(["headers", "Headers", "HEADERS"])(
    "a JSON body with a field %s neither takes nor gives headers",
    async (field) => {
      const forged = JSON.stringify({ "x-forwarded-for": "6.6.6.6:1", "x-forged": "1" });
      for (const value of [forged, JSON.parse(forged), null, 1]) {
        const body = JSON.stringify({ [field]: value });
        const told = await seen("/seen/x", {
          method: "POST",
          headers: { "content-type": "application/json", "x-own": "1" },
          body,
        });
        const headers = new Map(told.headers);
        expect([told.body, headers.get("x-own"), headers.get("x-forged")]).toEqual([body, "1", undefined]);
        expect(headers.get("content-type")).toBe("application/json");
        expect(told.client).not.toBe("6.6.6.6");
      }
    },
  );

  test.each(["headers", "Headers", "he%61ders"])("a query key %s is refused", async (key) => {
    const reply = await get(`/seen/x?${key}={"x-forged":"1"}`);
    expect([reply.status, reply.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
  });

  test.each(["query", "Query", "QUERY", "params", "body"])("a query key %s is one like any other", async (key) => {
    const told = await seen(`/seen/x?${key}=x&${key}=y`, { headers: { "x-own": "1" } });
    expect([new URL(told.url).search, new Map(told.headers).get("x-own")]).toEqual([`?${key}=x&${key}=y`, "1"]);
  });

  test("1 MiB is the same bytes both ways, with a length and chunked", async () => {
    const bytes = new Uint8Array(1 << 20).map((_, i) => (i * 2_654_435_761) >>> 24);
    const whole = await get("/mirror", { method: "POST", body: bytes });
    expect(Buffer.compare(new Uint8Array(await whole.arrayBuffer()), bytes)).toBe(0);
    const init: RequestInit & { duplex: "half" } = { method: "POST", body: new Blob([bytes]).stream(), duplex: "half" };
    expect(Buffer.compare(new Uint8Array(await (await get("/mirror", init)).arrayBuffer()), bytes)).toBe(0);
  });

  test("a body that nobody reads does not hold the answer up", async () => {
    const reply = await get("/unread", { method: "POST", body: new Uint8Array(1 << 20) });
    expect(await reply.text()).toBe("not read");
    expect((await get("/hello/next")).status).toBe(200);
  });

  test("cookies stay apart and exact, repeated headers are one list", async () => {
    const { headers } = await get("/cookies");
    expect(headers.getSetCookie()).toEqual([
      "a=1%2F2; Expires=Tue, 09 Jun 2026 10:18:14 GMT; Partitioned; Secure",
      "b=2",
    ]);
    expect([headers.get("x-one"), headers.get("x-list")]).toEqual(["1", "a, b"]);
  });

  test.each([204, 205, 304, 200, 418, 500, 599])("status %d leaves as it is", async (code) => {
    const reply = await get(`/status/${code}`, { redirect: "manual" });
    expect([reply.status, await reply.text()]).toEqual([code, [204, 205, 304].includes(code) ? "" : "body"]);
  });

  test("chunks of a response arrive when they are written", async () => {
    const times: number[] = [];
    for await (const _ of (await get("/ticks")).body as unknown as AsyncIterable<Uint8Array>)
      times.push(performance.now());
    expect(times.length).toBe(4);
    for (let i = 1; i < times.length; i++) expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBeGreaterThan(20);
  });

  test("chunks of a request arrive when they are sent", async () => {
    const call = request(`${runtime.origin}/upload`, { method: "POST" });
    const answered = once(call, "response");
    for (const piece of ["one", "two", "three"]) {
      call.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
    call.end();
    const [reply] = (await answered) as [AsyncIterable<Buffer>];
    let text = "";
    for await (const chunk of reply) text += chunk;
    const pieces = JSON.parse(text) as [number, string][];
    expect(pieces.map(([, piece]) => piece)).toEqual(["one", "two", "three"]);
    expect((pieces[2]?.[0] ?? 0) - (pieces[0]?.[0] ?? 0)).toBeGreaterThan(80);
  });

  test("a response waits for a client that does not read, and is cancelled when it leaves", async () => {
    const socket = connect(port(), "127.0.0.1", () => socket.write("GET /flood HTTP/1.1\r\nhost: a.example\r\n\r\n"));
    await once(socket, "readable");
    // Whoever does not wait makes gigabytes meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 500));
    socket.destroy();
    await until(() => runtime.logs().includes("flood cancelled"));
    const made = Number(
      /"made":(\d+),"message":"flood cancelled"|"message":"flood cancelled".*?"made":(\d+)/.exec(runtime.logs())?.[1],
    );
    expect(made * 65_536).toBeLessThan(64 * 2 ** 20);
  });

  test("a failure tells the client nothing, the log everything, through the invocation's context", async () => {
    const reply = await get("/thrown");
    expect([reply.status, await reply.text()]).toEqual([500, expect.not.stringContaining("secret")]);
    await until(() => runtime.logs().includes("secret cause"));
    const line = runtime.lines.find(({ text }) => text.includes("secret cause"));
    expect(line).toMatchObject({ level: "error", category: "user" });
    await until(() => runtime.ended.has(line?.invocation ?? ""));
    expect(JSON.parse(line?.text ?? "")).toMatchObject({ function: "thrown", error: { message: "secret cause" } });
    expect((await get("/broken/0")).status).toBe(500);
  });

  test.each([2, 3, 30])("a response that fails after %d chunks is cut, not ended", async (chunks) => {
    const reply = await get(`/broken/${chunks}`);
    expect(reply.status).toBe(200);
    await expect(reply.arrayBuffer()).rejects.toThrow();
    await until(() => runtime.logs().includes("the response was cut short"));
    expect((await get("/hello/again")).status).toBe(200);
  });

  test("a response that was cut is a failed invocation", async () => {
    await get("/broken/3")
      .then((reply) => reply.arrayBuffer())
      .catch(() => {});
    await until(() => [...runtime.ended.values()].some((failure) => failure?.includes("secret cause")));
  });

  test("waitUntil work goes on after the answer, inside the invocation, and its failure is logged", async () => {
    expect(await (await get("/late")).text()).toBe("answered");
    expect(runtime.logs()).not.toContain("late work done");
    const ended = (): string | undefined => {
      const { invocation } = runtime.lines.find(({ text }) => text.includes("late work done")) ?? {};
      return invocation && runtime.ended.has(invocation) ? invocation : undefined;
    };
    await until(() => !!ended());
    const logs = runtime.logs();
    expect(logs.indexOf("late work done")).toBeLessThan(logs.indexOf(`[ended] ${ended()} well`));
    expect(logs).toContain("late work failed");
  });

  test("the signal fires before the function's timeout", async () => {
    expect(await (await get("/hang")).text()).toBe("gave up");
    await until(() => runtime.logs().includes("the signal fired"));
  });

  test("the signal fires when the client goes away", async () => {
    const abort = new AbortController();
    const call = get("/patient", { signal: abort.signal }).catch((thrown: Error) => thrown.name);
    await until(() => runtime.logs().includes("the patient one began"));
    abort.abort();
    expect(await call).toBe("AbortError");
    await until(() => runtime.logs().includes("nobody waits: AbortError, request true"));
  });

  test("requests share a worker and do not mix", async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => get(`/hello/${i}`)));
    expect(await Promise.all(replies.map((reply) => reply.json()))).toEqual(
      Array.from({ length: 50 }, (_, i) => ({ hello: `${i}` })),
    );
  });

  test.each(["//evil.example/x", "/%E0%A4%A", "/a/%2e%2e/b", "/\\x", "/%00", "http://evil.example/admin"])(
    "path %s is answered with 4xx",
    async (path) => {
      const reply = await raw(`GET ${path} HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n`);
      expect(reply).toMatch(/^HTTP\/1.1 4\d\d /);
    },
  );

  test("no invocation failed but those whose response was cut", () => {
    expect([...runtime.ended.values()].filter((failure) => failure && !failure.includes("secret cause"))).toEqual([]);
  });
});

describe("other apps", () => {
  test("several units: the first takes what no other names, each loads its own chunk", async () => {
    const app = await emitted([
      httpUnit({ hello: "GET /hello/:name" }),
      httpUnit({ cookies: "GET /cookies", status: "* /status/:code" }, { name: "other" }),
    ]);
    const { origin, functions } = await serve(app);
    expect(functions.map(({ name, bindings }) => [name, Object.values(bindings)[0]?.route])).toEqual([
      ["http", "{*path}"],
      ["other", "cookies"],
      ["other-2", "status/{code}"],
    ]);
    expect(await (await fetch(`${origin}/hello/x`)).json()).toEqual({ hello: "x" });
    expect((await fetch(`${origin}/cookies`)).headers.get("x-one")).toBe("1");
    expect((await fetch(`${origin}/status/418`)).status).toBe(418);
    expect((await fetch(`${origin}/nowhere`)).status).toBe(404);
  });

  test("a unit that fails to load answers 500 at once and says why", async () => {
    const failing = fileURLToPath(new URL("./failing.ts", import.meta.url));
    const { origin, logs } = await serve(
      await emitted([httpUnit({ hello: "GET /hello/:name" })], undefined, undefined, failing),
    );
    for (const _ of [1, 2]) {
      const reply = await fetch(`${origin}/hello/x`);
      expect([reply.status, reply.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
    }
    await until(() => logs().includes("no such database"));
  });

  test("toAzure() registers an app written by hand", async () => {
    const main = `import { toAzure } from "unmoor/azure";
      import { http } from "unmoor";
      const hello = http("GET /hello/:name", (_request, { params }) => Response.json({ hello: params.name }));
      toAzure({ hello }, { authLevel: "function" });`;
    const { origin, functions } = await serve(await emitted([httpUnit({})], undefined, main));
    expect(Object.values(functions[0]?.bindings ?? {})[0]).toMatchObject({ authLevel: "function", route: "{*path}" });
    expect(await (await fetch(`${origin}/hello/x`)).json()).toEqual({ hello: "x" });
  });
});

test("a one-route app is at most 90 KB, the library's 67 included", async () => {
  const app = await emitted([httpUnit({ hello: "GET /hello/:name" })]);
  apps.push(app);
  console.info(`azure, one route: ${app.bytes} bytes`);
  expect(app.bytes).toBeLessThan(90_000);
});
