import { type EventMiddleware, type HttpMiddleware, http, problem, provide } from "unmoor";
import { createRoutes, type DispatchOptions, error, httpDispatch } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { begin, createClock, settled } from "./clock.ts";

type App = Parameters<typeof createRoutes>[0];

/** Sends one request to an app on a clock. */
function send(app: App, path: string, init?: RequestInit, options: Partial<DispatchOptions> = {}, env = {}) {
  const clock = createClock(env);
  const { invocation, log } = begin(clock, { deadline: clock.now() + 10_000, trace: "00-t" });
  const dispatch = httpDispatch(createRoutes(app), { provider: "test", ...options });
  const request = new Request(new URL(path, "https://a.example"), init);
  return { clock, invocation, log, response: dispatch.deliver({ request, client: "192.0.2.7" }, invocation, clock) };
}
const text = async (sent: { response: Promise<Response> }): Promise<string> => (await sent.response).text();

describe("the context", () => {
  test("holds what every provider gives", async () => {
    let seen: unknown;
    const app = {
      hello: http("GET /x/:id", (_, context) => {
        seen = context;
        return new Response();
      }),
    };
    const { response, invocation } = send(app, "/x/7", {}, {}, { DB: "url" });
    await response;
    expect(seen).toMatchObject({
      function: "hello",
      provider: "test",
      invocation: "i-1",
      trace: "00-t",
      client: "192.0.2.7",
      params: { id: "7" },
      env: { DB: "url" },
      native: { raw: true },
      deadline: invocation.deadline,
      signal: invocation.signal,
      log: invocation.log,
    });
  });

  test("waitUntil works without its object: mounted apps take it off the context", async () => {
    let done = false;
    const app = {
      a: http("GET /", (_, { waitUntil }) => {
        waitUntil(
          settled().then(() => {
            done = true;
          }),
        );
        return new Response();
      }),
    };
    const { response, invocation } = send(app, "/");
    await response;
    await invocation.rest();
    expect(done).toBe(true);
  });

  test("inherits from the environment, where Workers apps look for bindings", async () => {
    const app = { a: http("GET /", (_, context) => new Response((context as unknown as { DB: string }).DB)) };
    expect(await text(send(app, "/", {}, {}, { DB: "url" }))).toBe("url");
  });

  test("its own members win over variables of the same name", async () => {
    const app = { a: http("GET /", (_, { provider, function: name }) => new Response(`${provider} ${name}`)) };
    expect(await text(send(app, "/", {}, {}, { provider: "forged", function: "forged" }))).toBe("test a");
  });

  test("what handlers put on it does not reach the environment", async () => {
    const env: Record<string, string> = {};
    const app = {
      a: http("GET /", (_, context) => {
        (context as unknown as Record<string, unknown>).LEAK = "x";
        return new Response();
      }),
    };
    await send(app, "/", {}, {}, env).response;
    expect(env).toEqual({});
  });

  test("logs under the function's name", async () => {
    const app = {
      hello: http("GET /", (_, { log }) => {
        log.info("seen", { user: 7 });
        return new Response();
      }),
    };
    const sent = send(app, "/");
    await sent.response;
    expect(sent.log).toMatchObject([{ level: "info", message: "seen", function: "hello", fields: { user: 7 } }]);
  });

  test("checkpoint and passThroughOnException cost nothing and do nothing", async () => {
    const app = {
      a: http("GET /", async (_, context, execution) => {
        await context.checkpoint("half-way");
        execution.passThroughOnException();
        return new Response("ok");
      }),
    };
    expect(await text(send(app, "/"))).toBe("ok");
  });
});

describe("what goes wrong becomes an answer", () => {
  const failing = (thrown: unknown): App => ({
    bad: http("GET /", () => {
      throw thrown;
    }),
  });
  const opaque = { title: "Internal Server Error", status: 500 };

  test.each([
    ["an Error", new Error("secret")],
    ["undefined", undefined],
    ["null", null],
    ["a string", "secret"],
    ["a symbol", Symbol("secret")],
    ["an object without a prototype", Object.create(null)],
    [
      "an HTTP client's error, which has code and status, too",
      Object.assign(new Error("secret"), { code: "E", status: 404 }),
    ],
    ["Response.error()", Response.error()],
  ])("%s is 500 without a word of the cause, which is logged", async (_, thrown) => {
    const sent = send(failing(thrown), "/");
    const response = await sent.response;
    expect(response.status).toBe(500);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toEqual(opaque);
    expect(sent.log).toMatchObject([
      { level: "error", message: "request failed", function: "bad", fields: { status: 500 } },
    ]);
    expect(sent.log[0]?.error).toBe(thrown);
  });

  test("a rejection is the same as a throw", async () => {
    const app = { bad: http("GET /", () => Promise.reject(new Error("secret"))) };
    expect(await (await send(app, "/").response).json()).toEqual(opaque);
  });

  test("a coded error answers with its status, never with its message", async () => {
    const sent = send(failing(error("TOO_LARGE", "secret limits", 413)), "/");
    expect(await (await sent.response).text()).toBe('{"status":413}');
    expect(sent.log).toMatchObject([{ level: "warn", error: { code: "TOO_LARGE" } }]);
  });

  test("a thrown Response is the answer, and nothing is logged", async () => {
    const sent = send(failing(problem(409, "twice", { "retry-after": "7" })), "/");
    const response = await sent.response;
    expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([
      409,
      "7",
      { status: 409, detail: "twice" },
    ]);
    expect(sent.log).toEqual([]);
  });

  test.each([undefined, null, "text", {}, { status: 200 }, new Request("https://a.example")])(
    "a handler that gives %j gave no Response: 500",
    async (given) => {
      const sent = send({ odd: http("GET /", () => given as never) }, "/");
      expect((await sent.response).status).toBe(500);
      expect(sent.log).toMatchObject([{ error: { message: "odd gave no Response" } }]);
    },
  );

  test("a Response of another realm is one", async () => {
    const foreign = { status: 201, headers: new Headers({ a: "1" }), body: null };
    expect(await send({ a: http("GET /", () => foreign as never) }, "/").response).toBe(foreign);
  });

  test.each([
    ["/none", "GET", 404, null],
    ["/", "POST", 405, "GET, HEAD"],
    ["/%E0%A4%A", "GET", 400, null],
  ])("%s by %s is %i", async (path, method, status, allow) => {
    const response = await send({ a: http("GET /", () => new Response()) }, path, { method }).response;
    expect([response.status, response.headers.get("allow"), (await response.json()).status]).toEqual([
      status,
      allow,
      status,
    ]);
  });
});

describe("HEAD", () => {
  test("is GET's answer without its body, whose source is told", async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel: () => {
        cancelled = true;
      },
    });
    const app = { a: http("GET /", () => new Response(body, { status: 203, headers: { a: "1" } })) };
    const response = await send(app, "/", { method: "HEAD" }).response;
    expect([response.status, response.headers.get("a"), response.body, cancelled]).toEqual([203, "1", null, true]);
  });

  test.each(["/none", "/bad"])("%s fails without a body, too", async (path) => {
    const app = {
      bad: http("GET /bad", () => {
        throw new Error("x");
      }),
    };
    const response = await send(app, path, { method: "HEAD" }).response;
    expect([response.status >= 400, response.body]).toEqual([true, null]);
  });

  test("an answer whose body was read already is still an answer", async () => {
    const app = {
      a: http("GET /", async () => {
        const response = new Response("x");
        await response.text();
        return response;
      }),
    };
    expect((await send(app, "/", { method: "HEAD" }).response).status).toBe(200);
  });
});

describe("time", () => {
  test("a handler that hangs is answered for with 503 before the deadline", async () => {
    const sent = send({ slow: http("GET /", () => new Promise(() => {})) }, "/");
    await sent.clock.advance(9_500);
    expect((await sent.response).status).toBe(503);
    expect(sent.log).toMatchObject([{ level: "error", function: "slow", error: { name: "TimeoutError" } }]);
  });

  test("a handler that stops when it is told to is answered with 503", async () => {
    const app = {
      a: http(
        "GET /",
        (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      ),
    };
    const sent = send(app, "/");
    await sent.clock.advance(9_000);
    expect((await sent.response).status).toBe(503);
  });

  test("one that answers in the time that is left is heard", async () => {
    const app = {
      a: http(
        "GET /",
        (_, { signal }) =>
          new Promise((resolve) => signal.addEventListener("abort", () => resolve(new Response("partial")))),
      ),
    };
    const sent = send(app, "/");
    await sent.clock.advance(9_000);
    expect(await text(sent)).toBe("partial");
  });

  test.each([
    ["its own timeout", { timeout: "2s" }, {}, 1_900],
    ["the unit's", {}, { timeoutMs: 1_000 }, 950],
    ["its own before the unit's", { timeout: 2_000 }, { timeoutMs: 60_000 }, 1_900],
  ] as const)("%s ends it", async (_, options, unit, after) => {
    const sent = send({ a: http("GET /", options, () => new Promise<Response>(() => {})) }, "/", {}, unit);
    await sent.clock.advance(after);
    expect((await sent.response).status).toBe(503);
  });

  test("a failure after the answer is nobody's unhandled rejection", async () => {
    const seen: unknown[] = [];
    const note = (reason: unknown): void => void seen.push(reason);
    process.on("unhandledRejection", note);
    let fail: (reason: Error) => void = () => {};
    const sent = send({ a: http("GET /", () => new Promise((_, reject) => (fail = reject))) }, "/");
    await sent.clock.advance(9_500);
    await sent.response;
    fail(new Error("late"));
    await settled();
    process.off("unhandledRejection", note);
    expect(seen).toEqual([]);
  });
});

describe("use", () => {
  const tag = (name: string): HttpMiddleware => ({
    async http(_request, _context, next) {
      const response = await next();
      return new Response(`${name}(${await response.text()})`, response);
    },
  });
  const add = <A extends object>(added: A): HttpMiddleware<A> => ({ http: (_request, _context, next) => next(added) });

  test("the first is outermost", async () => {
    const app = { a: http("GET /", { use: [tag("a"), tag("b")] }, () => new Response("x")) };
    expect(await text(send(app, "/"))).toBe("a(b(x))");
  });

  test("one that answers itself is the end", async () => {
    let ran = false;
    const stop: HttpMiddleware = { http: () => problem(401) };
    const app = {
      a: http("GET /", { use: [stop, add({})] }, () => {
        ran = true;
        return new Response();
      }),
    };
    expect([(await send(app, "/").response).status, ran]).toEqual([401, false]);
  });

  test("additions are seen by later layers and by the handler, on the same context", async () => {
    const contexts: unknown[] = [];
    const look: HttpMiddleware = {
      http(_request, context, next) {
        contexts.push(context);
        return next();
      },
    };
    const app = {
      a: http("GET /", { use: [add({ user: "ada" }), look, add({ role: "admin" })] }, (_, context) => {
        contexts.push(context);
        return Response.json([context.user, context.role, context.provider]);
      }),
    };
    expect(await (await send(app, "/").response).json()).toEqual(["ada", "admin", "test"]);
    expect(contexts[0]).toBe(contexts[1]);
  });

  test("an addition may take the place of a member without hurting the invocation", async () => {
    const app = {
      a: http("GET /", { use: [add({ log: "mine", rest: 1, over: 2, signal: 3 })] }, (_, { log, waitUntil }) => {
        waitUntil(Promise.reject(new Error("x")));
        return new Response(String(log));
      }),
    };
    const sent = send(app, "/");
    expect(await text(sent)).toBe("mine");
    await sent.invocation.rest();
    expect(sent.log).toMatchObject([{ message: "waitUntil work failed" }]);
  });

  test("a layer that throws fails the request; one that catches saves it", async () => {
    const rescue: HttpMiddleware = {
      http: (_request, _context, next) => next().catch(() => new Response("saved")),
    };
    const broken: HttpMiddleware = {
      http() {
        throw new Error("secret");
      },
    };
    expect((await send({ a: http("GET /", { use: [broken] }, () => new Response()) }, "/").response).status).toBe(500);
    expect(await text(send({ a: http("GET /", { use: [rescue, broken] }, () => new Response()) }, "/"))).toBe("saved");
  });

  test("an event-only layer cannot stand in the way of a request unseen", async () => {
    const events: EventMiddleware = { event: (_event, _context, next) => next() };
    const app = { a: http("GET /", { use: [events as never] }, () => new Response("open")) };
    expect((await send(app, "/").response).status).toBe(500);
  });
});

describe("provide", () => {
  const twice = async (app: App, options: Partial<DispatchOptions> = {}): Promise<string[]> => {
    const clock = createClock({ DB: "url" });
    const dispatch = httpDispatch(createRoutes(app), { provider: "test", ...options });
    const one = async (): Promise<string> => {
      const { invocation } = begin(clock);
      return (await dispatch.deliver({ request: new Request("https://a.example/") }, invocation, clock)).text();
    };
    return Promise.all([one(), one()]);
  };

  test("is made once per instance, also by requests that come at the same time", async () => {
    let made = 0;
    const db = provide("db", async (env) => {
      await settled();
      return `${env.DB} ${++made}`;
    });
    expect(await twice({ a: http("GET /", { use: [db] }, (_, { db }) => new Response(db)) })).toEqual([
      "url 1",
      "url 1",
    ]);
  });

  test("is not made before a function needs it", () => {
    provide("db", () => {
      throw new Error("too early");
    });
  });

  test("a failure is not kept", async () => {
    let made = 0;
    const db = provide("db", () => (++made === 1 ? Promise.reject(new Error("down")) : made));
    const app = { a: http("GET /", { use: [db] }, (_, { db }) => new Response(`${db}`)) };
    const dispatch = httpDispatch(createRoutes(app), { provider: "test" });
    const clock = createClock();
    const answers: string[] = [];
    for (let i = 0; i < 3; i++) {
      const request = new Request("https://a.example/");
      const response = await dispatch.deliver({ request }, begin(clock).invocation, clock);
      answers.push(`${response.status} ${response.ok ? await response.text() : ""}`);
    }
    expect(answers).toEqual(["500 ", "200 2", "200 2"]);
  });

  test("two waiting for the same failure do not throw away what a third has made", async () => {
    const fails: ((reason: Error) => void)[] = [];
    let made = 0;
    const db = provide("db", () => (++made === 1 ? new Promise<number>((_, reject) => fails.push(reject)) : made));
    const app = { a: http("GET /", { use: [db] }, (_, { db }) => new Response(`${db}`)) };
    const dispatch = httpDispatch(createRoutes(app), { provider: "test" });
    const clock = createClock();
    const ask = (): Promise<Response> =>
      dispatch.deliver({ request: new Request("https://a.example/") }, begin(clock).invocation, clock);
    const first = [ask(), ask()];
    await settled();
    fails[0]?.(new Error("down"));
    await Promise.all(first);
    expect([await (await ask()).text(), await (await ask()).text()]).toEqual(["2", "2"]);
  });

  test("a fake takes its place by name, even an undefined one, and nothing is made", async () => {
    const db = provide("db", (): unknown => {
      throw new Error("real");
    });
    const app = { a: http("GET /", { use: [db] }, (_, { db }) => new Response(`${db}`)) };
    expect(await twice(app, { provide: { db: "fake" } })).toEqual(["fake", "fake"]);
    expect(await twice(app, { provide: { db: undefined } })).toEqual(["undefined", "undefined"]);
  });

  test("a fake is found by its own name only", async () => {
    const odd = provide("toString", () => "made");
    const app = { a: http("GET /", { use: [odd] }, (_, context) => new Response(`${context.toString as unknown}`)) };
    expect(await twice(app, { provide: {} })).toEqual(["made", "made"]);
  });
});

test("requests in flight do not mix", async () => {
  const app = {
    a: http("GET /:id", async (_, { params, log }) => {
      await settled();
      log.info(params.id);
      return new Response(params.id);
    }),
  };
  const sent = ["1", "2", "3"].map((id) => send(app, `/${id}`));
  expect(await Promise.all(sent.map(text))).toEqual(["1", "2", "3"]);
  expect(sent.map(({ log }) => log.map(({ message }) => message))).toEqual([["1"], ["2"], ["3"]]);
});
