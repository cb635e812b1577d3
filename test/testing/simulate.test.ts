import { Hono } from "hono";
import { http, problem, provide } from "unmoor";
import { simulate } from "unmoor/testing";
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
