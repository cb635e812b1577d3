import { http } from "unmoor";
import { afterEach, describe, expect, test, vi } from "vitest";
import { toVercel, type WebOptions } from "../../../adapters/vercel/runtime.ts";

const SYMBOL = Symbol.for("@vercel/request-context");
const written: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);

afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[SYMBOL];
  written.length = 0;
});

const records = (): { message: string; error?: { message: string } }[] => written.map((text) => JSON.parse(text));
const logged = (message: string): object | undefined => records().find((record) => record.message === message);
const global = (context: object): void => {
  (globalThis as Record<symbol, unknown>)[SYMBOL] = { get: () => context };
};
const get = (): Request => new Request("https://a.example/");
const deferred = (): { promise: Promise<void>; resolve: () => void } => Promise.withResolvers<void>();

describe("waitUntil", () => {
  const app = (work: Promise<unknown> | (() => Promise<unknown>)) => ({
    f: http("GET /", (_request, { waitUntil }) => {
      waitUntil(typeof work === "function" ? work() : work);
      return new Response("answered");
    }),
  });

  test("goes to the second argument", async () => {
    const work: Promise<unknown>[] = [];
    const reply = await toVercel(app(Promise.resolve())).fetch(get(), { waitUntil: (it) => void work.push(it) });
    expect(await reply.text()).toBe("answered");
    expect(work).toHaveLength(1);
  });

  test("goes to the global context where there is no second argument", async () => {
    const work: Promise<unknown>[] = [];
    global({ waitUntil: (it: Promise<unknown>) => void work.push(it) });
    await (await toVercel(app(Promise.resolve())).fetch(get())).text();
    expect(work).toHaveLength(1);
  });

  test("calls a method of the context with its own `this`", async () => {
    class Context {
      readonly work: Promise<unknown>[] = [];
      waitUntil(it: Promise<unknown>): void {
        this.work.push(it);
      }
    }
    const context = new Context();
    await toVercel(app(Promise.resolve())).fetch(get(), context);
    expect(context.work).toHaveLength(1);
  });

  test("the platform sees no rejection, and the log does", async () => {
    const work: Promise<unknown>[] = [];
    await toVercel(app(() => Promise.reject(new Error("late")))).fetch(get(), {
      waitUntil: (it) => void work.push(it),
    });
    await Promise.all(work);
    expect(logged("waitUntil work failed")).toMatchObject({ level: "error", error: { message: "late" } });
  });

  test("without a platform that waits, the answer ends after the work: never a silent no-op", async () => {
    const work = deferred();
    const reply = await toVercel(app(work.promise)).fetch(get());
    let ended = false;
    const text = reply.text().finally(() => {
      ended = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    work.resolve();
    expect(await text).toBe("answered");
  });
});

describe("deadline", () => {
  const deadline = async (options?: WebOptions): Promise<number> => {
    const app = { f: http("GET /", (_request, { deadline }) => new Response(`${deadline}`)) };
    return Number(await (await toVercel(app, options).fetch(get())).text());
  };

  test("is the one that the global context says", async () => {
    global({ deadline: "2031-05-06T07:08:09.000Z" });
    expect(await deadline({ timeoutMs: 5000 })).toBe(Date.parse("2031-05-06T07:08:09Z"));
  });

  test("is maxDuration where nobody says", async () => {
    const before = Date.now();
    const at = await deadline({ timeoutMs: 5000 });
    expect(at - before).toBeGreaterThanOrEqual(5000);
    expect(at).toBeLessThanOrEqual(Date.now() + 5000);
  });

  test("is Infinity where there is neither, or no date", async () => {
    expect(await deadline()).toBe(Number.POSITIVE_INFINITY);
    global({ deadline: "soon" });
    expect(await deadline()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the client", () => {
  test("going away aborts the signal of the handler's request and context", async () => {
    const began = deferred();
    const seen: string[] = [];
    const app = {
      f: http("GET /", async (request, { signal }) => {
        const aborted = [request.signal, signal].map((it) => new Promise((done) => it.addEventListener("abort", done)));
        began.resolve();
        await Promise.all(aborted);
        seen.push(request.signal.reason.name, (signal.reason as Error).name);
        return new Response();
      }),
    };
    const client = new AbortController();
    const reply = toVercel(app).fetch(new Request("https://a.example/", { signal: client.signal }), { waitUntil() {} });
    await began.promise;
    client.abort();
    await reply;
    expect(seen).toEqual(["AbortError", "AbortError"]);
  });

  test("going away while the body streams cancels the handler's stream and ends ours", async () => {
    const cancelled = deferred();
    const app = {
      f: http("GET /", () => {
        const body = new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(10)),
          cancel: () => cancelled.resolve(),
        });
        return new Response(body);
      }),
    };
    const client = new AbortController();
    const reply = await toVercel(app).fetch(new Request("https://a.example/", { signal: client.signal }));
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    client.abort();
    await cancelled.promise;
    while (!(await reader.read()).done);
  });

  test("dropping the body cancels the handler's stream", async () => {
    const cancelled = deferred();
    const app = {
      f: http("GET /", () => {
        const body = new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(10)),
          cancel: () => cancelled.resolve(),
        });
        return new Response(body);
      }),
    };
    const reply = await toVercel(app).fetch(get());
    await reply.body?.cancel();
    await cancelled.promise;
  });
});

describe("failures", () => {
  test("of the handler are problem details without a word of the cause, and one line of JSON in the log", async () => {
    const app = {
      f: http("GET /", () => {
        throw new Error("secret", { cause: new Error("deeper") });
      }),
    };
    const reply = await toVercel(app).fetch(get());
    expect(reply.status).toBe(500);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(await reply.text()).not.toContain("secret");
    expect(written.every((text) => text.indexOf("\n") === text.length - 1)).toBe(true);
    expect(records().find(({ error }) => error?.message === "secret")).toMatchObject({
      level: "error",
      function: "f",
      error: { message: "secret", cause: { message: "deeper" } },
    });
  });

  test("of the body before its first chunk are a 500, and after it a broken body with its cause in the log", async () => {
    const failing = (after: number) => ({
      f: http("GET /", () => {
        let left = after;
        return new Response(
          new ReadableStream({
            pull(controller) {
              if (left-- === 0) throw new Error("cut");
              controller.enqueue(new Uint8Array(3));
            },
          }),
        );
      }),
    });
    expect((await toVercel(failing(0)).fetch(get())).status).toBe(500);
    const reply = await toVercel(failing(2)).fetch(get());
    expect(reply.status).toBe(200);
    await expect(reply.arrayBuffer()).rejects.toThrow("cut");
    expect(logged("the response was cut short")).toMatchObject({ error: { message: "cut" } });
  });

  test("something that is no request is a coded error", async () => {
    await expect(toVercel({}).fetch({} as Request)).rejects.toMatchObject({ code: "UNCLAIMED" });
  });

  test("a log field that JSON cannot hold does not lose the line", async () => {
    const app = {
      f: http("GET /", (_request, { log }) => {
        log.info("kept", { big: 1n });
        return new Response();
      }),
    };
    await toVercel(app).fetch(get());
    expect(logged("kept")).toMatchObject({ level: "info", function: "f" });
  });
});

test("what the platform says of the call reaches the context: id, trace, native", async () => {
  const context = { waitUntil() {} };
  const request = new Request("https://a.example/", {
    headers: { "x-vercel-id": "fra1::iad1::x", traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
  });
  let native: unknown;
  const app = {
    f: http("GET /", (_request, it) => {
      native = it.native;
      return Response.json([it.provider, it.invocation, it.trace]);
    }),
  };
  const reply = await toVercel(app).fetch(request, context);
  expect(await reply.json()).toEqual(["vercel", "fra1::iad1::x", request.headers.get("traceparent")]);
  expect(native).toEqual({ request, context });
});
