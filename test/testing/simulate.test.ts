import { Hono } from "hono";
import { http, on, problem, provide, queue, task } from "unmoor";
import { fault, simulate } from "unmoor/testing";
import { expect, test } from "vitest";

const clock = provide("clock", async () => ({ now: () => 1 }));
const app = {
  hello: http("GET /hello/:name", (_request, { params }) => Response.json({ hello: params.name })),
  optional: http("GET /o/:a?/:b?", (_request, { params }) => Response.json(params)),
  files: http("GET /files/**:rest", (_request, { params }) => Response.json(params)),
  time: http("POST /time", { use: [clock] }, (_request, { clock }) => Response.json(clock.now())),
  bad: http("GET /bad", () => {
    throw new Error("secret");
  }),
  conflict: http("GET /conflict", () => {
    throw problem(409, "twice");
  }),
};

test("requests go through a codec and back", async () => {
  const cloud = simulate(app, { provide: { clock: { now: () => 7 } } });
  const get = async (path: string, init?: RequestInit) => {
    const r = await cloud.fetch(path, init);
    return [r.status, await r.text(), r.headers.get("allow")];
  };
  expect(await get("/hello/ada")).toEqual([200, '{"hello":"ada"}', null]);
  expect(await get("/hello/a%2Fb%2520")).toEqual([200, '{"hello":"a/b%20"}', null]);
  expect(await get("/h%65llo/x")).toEqual([200, '{"hello":"x"}', null]);
  expect(await get("/o")).toEqual([200, "{}", null]);
  expect(await get("/o/1/2")).toEqual([200, '{"a":"1","b":"2"}', null]);
  expect(await get("/files")).toEqual([200, '{"rest":""}', null]);
  expect(await get("/files/a//b%2F..%252F/c")).toEqual([200, '{"rest":"a//b%2F..%2F/c"}', null]);
  expect(await get("/time", { method: "POST" })).toEqual([200, "7", null]);
  expect((await get("/time"))[0]).toBe(405);
  expect((await get("/time"))[2]).toBe("POST");
  expect((await get("/nope"))[0]).toBe(404);
  expect((await get("//hello/x"))[0]).toBe(404);
  expect((await get("/bad"))[1]).toBe('{"title":"Internal Server Error","status":500}');
  expect((await get("/conflict"))[1]).toContain("twice");
  expect(await get("/hello/ada", { method: "HEAD" })).toEqual([200, "", null]);
  expect((await get("/%E0%A4%A"))[0]).toBe(400);
  expect(cloud.log.map((r) => r.message)).toEqual(["request failed", "request failed"]);
});

test("a path that begins with two slashes is a path and no host", async () => {
  const cloud = simulate({ all: http("GET /**", (request) => new Response(request.url)) });
  expect(await (await cloud.fetch("//evil.com/x")).text()).toBe("https://app.test//evil.com/x");
});

test("an unmodified Hono app mounts, with its bindings and its execution context", async () => {
  const hono = new Hono<{ Bindings: { DB: string } }>();
  const done: string[] = [];
  hono.get("/x/:id", (c) => {
    c.executionCtx.waitUntil(Promise.resolve().then(() => done.push("work")));
    return c.json({ id: c.req.param("id"), db: c.env.DB });
  });
  const cloud = simulate({ site: http("* /**", hono.fetch) }, { env: { DB: "url" } });
  expect(await (await cloud.fetch("/x/7")).json()).toEqual({ id: "7", db: "url" });
  await cloud.settled();
  expect(done).toEqual(["work"]);
});

const jobs = queue<"jobs", { readonly n: number }>("jobs", {
  schema: {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        typeof (value as { n?: unknown }).n === "number"
          ? { value: value as { n: number } }
          : { issues: [{ message: "no number", path: ["n"] }] },
    },
  },
});
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

test("what is asked for and does not exist is an error that names what does", async () => {
  const cloud = simulate({ work: on(jobs, async () => {}), resize: task("resize", async () => 1) });
  await expect(cloud.send("jobz" as "jobs", { n: 1 })).rejects.toMatchObject({
    code: "UNKNOWN_CHANNEL",
    message: 'the app has no channel "jobz"; it has jobs',
  });
  await expect(cloud.invoke("resise" as "resize", {})).rejects.toThrow('no task "resise"; it has resize');
  await expect(simulate({}, { as: "azur" }).fetch("/")).rejects.toThrow('"azur" is no provider; there are memory, aws');
  await expect(simulate({}, { as: "aws", http: "htp" }).fetch("/")).rejects.toThrow('aws has no shape "htp"');
  expect(() => simulate({}, { replay: "p0.x" })).toThrow("no replay of this version");
});

test("the sender's data are validated, and the input travels", async () => {
  const seen: unknown[] = [];
  const cloud = simulate({ work: on(jobs, async ({ data }) => void seen.push(data)) });
  await expect(cloud.send("jobs", { n: "1" } as never)).rejects.toThrow("data is invalid: n: no number");
  await cloud.send("jobs", { n: 1 });
  await cloud.settled();
  expect(seen).toEqual([{ n: 1 }]);
});

test("no delivery sees what another one did to its data", async () => {
  const seen: number[] = [];
  const work = on(jobs, async ({ data }, { attempt }) => {
    seen.push(data.n);
    (data as { n: number }).n = 99;
    if (attempt === 1) throw new Error("once more");
  });
  const cloud = simulate({ work });
  await cloud.send(jobs, { n: 1 });
  await cloud.settled();
  expect(seen).toEqual([1, 1]);
});

test("values of provide are made once an instance, and replaced by name", async () => {
  let made = 0;
  const db = provide("db", () => ({ name: `db ${++made}` }));
  const app = { get: http("GET /", { use: [db] }, (_, { db }) => new Response(db.name)) };
  const cloud = simulate(app);
  const get = async () => (await cloud.fetch("/")).text();
  expect([await get(), await get()]).toEqual(["db 1", "db 1"]);
  cloud.recycle();
  expect(await get()).toBe("db 2");
  const faked = simulate(app, { provide: { db: { name: "fake" } } });
  expect(await (await faked.fetch("/")).text()).toBe("fake");
});

test("an unsettled simulation says what is pending, and since when", async () => {
  const work = on(jobs, async () => void setInterval(() => {}, 1000));
  const cloud = simulate({ work }, { as: "azure" });
  await cloud.send("jobs", { n: 1 });
  await expect(cloud.settled()).rejects.toThrow(/a timer of e1#1, set at 2026-01-01T00:00:00.000Z, due at/);
}, 20_000);

test("an instance that throws where nobody catches dies with all that it does", async () => {
  const work = on(jobs, async () => {
    setTimeout(() => {
      throw new Error("uncaught");
    }, 1);
    await sleep(10);
  });
  const cloud = simulate({ work }, { as: "azure", retry: { attempts: 1, backoff: () => 0 } });
  await cloud.send("jobs", { n: 2 });
  await cloud.settled();
  expect(cloud.attempts("jobs").map(({ ended }) => ended)).toEqual(["crash"]);
  expect(`${cloud.trace.only("uncaught")}`).toContain("uncaught");
});

test("a request whose instance dies, or that finds no instance, is answered as its provider does", async () => {
  const app = { get: http("GET /", (_, { checkpoint }) => checkpoint("here") as never) };
  const statuses = async (as: string) => {
    const died = await simulate(app, { as, faults: [fault.crash("r1", { at: "here" })] }).fetch("/");
    const throttled = await simulate(app, { as, faults: [fault.throttle({ for: "1s" })] }).fetch("/");
    return [died.status, throttled.status];
  };
  expect(await statuses("aws")).toEqual([500, 503]);
  expect(await statuses("gcp")).toEqual([503, 429]);
  expect(await statuses("azure")).toEqual([500, 429]);
  expect(await statuses("vercel")).toEqual([500, 503]);
});

test("a response that nobody reads keeps no instance busy", async () => {
  const app = { get: http("GET /", () => new Response("hello")) };
  const cloud = simulate(app);
  for (let n = 0; n < 3; n++) expect((await cloud.fetch("/")).status).toBe(200);
  await cloud.settled();
  expect(cloud.instances).toHaveLength(1);
});

test("a loser of replies and a duplicate are told apart in the trace", async () => {
  const cloud = simulate({ work: on(jobs, async () => {}) }, { as: "vercel", faults: [fault.loseReply("e1#1")] });
  await cloud.send("jobs", { n: 1 });
  await cloud.settled();
  // Five minutes of lease, and the minute that the trigger waits before it delivers again.
  expect(`${cloud.trace}`).toBe(`     0  send     e1    jobs
     0  cold     i1    work
     0  start    e1#1  work i1
     0  done     e1#1
     0  unheard  e1#1
360000  cold     i2    work
360000  start    e1#2  work i2
360000  done     e1#2`);
});

test("what explore has printed runs again by one line", async () => {
  const replay = "p1.WyJnY3AiLDEsW3sia2luZCI6ImR1cGxpY2F0ZSIsInNpdGUiOiJlMSMxIiwiYWZ0ZXJNcyI6MjB9XV0";
  const cloud = simulate({ work: on(jobs, async () => {}) }, { replay });
  await cloud.send("jobs", { n: 1 });
  await cloud.settled();
  expect(cloud.provider).toBe("gcp");
  expect(cloud.attempts("jobs").map(({ at }) => at)).toEqual([0, 20]);
});
