import { expect, test, vi } from "vitest";
import { type Call, onLambda } from "./lambda.ts";

vi.setConfig({ testTimeout: 60_000 });

const json = { "content-type": "application/json" };
const calls: readonly Call[] = [
  { path: "/hello/you?a=1&a=2" },
  { path: "/echo", method: "POST", headers: json, body: '{"name":"x"}' },
  { path: "/text", method: "POST", headers: { "content-type": "text/plain" }, body: "plain" },
  { path: "/cookies" },
  { path: "/redirect" },
  { path: "/stream" },
  { path: "/fails" },
  { path: "/nowhere" },
  { path: "/headers", headers: { "x-custom": "v" } },
  { path: "/hello/you", method: "HEAD" },
];

const STATUSES = [200, 201, 200, 200, 302, 200, 500, 404, 204, 200];

/** The same app in each framework's own words. */
const APPS: Readonly<Record<string, readonly [packages: readonly string[], source: string]>> = {
  "hono 4": [
    ["hono"],
    `import { Hono } from "hono";
     import { cors } from "hono/cors";
     import { etag } from "hono/etag";
     import { secureHeaders } from "hono/secure-headers";
     import { setCookie } from "hono/cookie";
     import { stream } from "hono/streaming";
     const app = new Hono();
     app.use(cors(), etag(), secureHeaders());
     app.get("/hello/:name", (c) => c.json({ hello: c.req.param("name"), a: c.req.queries("a") }));
     app.post("/echo", async (c) => c.json(await c.req.json(), 201));
     app.post("/text", async (c) => { const copy = c.req.raw.clone(); return c.text((await c.req.text()) + (await copy.text())); });
     app.get("/cookies", (c) => { setCookie(c, "a", "1"); setCookie(c, "b", "2"); return c.html("<p>"); });
     app.get("/redirect", (c) => c.redirect("/hello/you"));
     app.get("/stream", (c) => stream(c, async (s) => { await s.write("a"); await s.write("b"); }));
     app.get("/fails", () => { throw new Error("no"); });
     app.get("/headers", (c) => { c.header("x-out", c.req.header("x-custom")); return c.body(null, 204); });
     const handler = app.fetch;`,
  ],
  "h3 2": [
    ["h3"],
    `import { H3, getQuery, readBody, redirect, setCookie } from "h3";
     const app = new H3();
     app.get("/hello/:name", (event) => ({ hello: event.context.params.name, a: getQuery(event).a }));
     app.post("/echo", async (event) => { event.res.status = 201; return readBody(event); });
     app.post("/text", async (event) => event.req.text());
     app.get("/cookies", (event) => { setCookie(event, "a", "1"); setCookie(event, "b", "2"); return "<p>"; });
     app.get("/redirect", () => redirect("/hello/you"));
     app.get("/stream", () => new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode("ab")); c.close(); } }));
     app.get("/fails", () => { throw new Error("no"); });
     app.get("/headers", (event) => { event.res.headers.set("x-out", event.req.headers.get("x-custom")); event.res.status = 204; return null; });
     const handler = (request) => app.fetch(request);`,
  ],
  "itty-router 6": [
    ["itty-router"],
    `import { AutoRouter, error, text } from "itty-router";
     const app = AutoRouter();
     app.get("/hello/:name", ({ params, query }) => ({ hello: params.name, a: query.a }));
     app.head("/hello/:name", () => new Response());
     app.post("/echo", async (request) => Response.json(await request.json(), { status: 201 }));
     app.post("/text", async (request) => text(await request.text()));
     app.get("/cookies", () => new Response("<p>", { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] }));
     app.get("/redirect", () => Response.redirect("https://abc.example/hello/you"));
     app.get("/stream", () => new Response(new Blob(["ab"]).stream()));
     app.get("/fails", () => { throw new Error("no"); });
     app.get("/headers", (request) => new Response(null, { status: 204, headers: { "x-out": request.headers.get("x-custom") } }));
     app.all("*", () => error(404));
     const handler = app.fetch;`,
  ],
  "@whatwg-node/server": [
    ["@whatwg-node"],
    `import { createServerAdapter, Response as Answer } from "@whatwg-node/server";
     const app = createServerAdapter(async (request) => {
       const { pathname, searchParams } = new URL(request.url);
       if (pathname.startsWith("/hello/")) return Response.json({ hello: pathname.slice(7), a: searchParams.getAll("a") });
       if (pathname === "/echo") return Response.json(await request.json(), { status: 201 });
       if (pathname === "/text") return new Response(await request.text());
       if (pathname === "/cookies") return new Response("<p>", { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
       if (pathname === "/redirect") return Response.redirect("https://abc.example/hello/you");
       if (pathname === "/stream") return new Response(new Blob(["ab"]).stream());
       if (pathname === "/fails") throw new Error("no");
       if (pathname === "/headers") return new Response(null, { status: 204, headers: { "x-out": request.headers.get("x-custom") } });
       return new Response("none", { status: 404 });
     });
     const handler = (request, env, context) => app.fetch(request, env, context);`,
  ],
};

test.each(Object.entries(APPS))(
  "%s, unmodified, answers with light objects as with native ones",
  async (name, [packages, app]) => {
    const source = `import { http } from "unmoor";\n${app}\nexport const site = http("* /**", handler);\n`;
    const [light, native] = await Promise.all(
      (["light", "native"] as const).map((fetch) => onLambda(source, calls, packages, fetch)),
    );
    expect(light?.replies).toEqual(native?.replies);
    expect(light?.replies.map(({ statusCode }) => statusCode)).toEqual(STATUSES);
    // Looked for among the globals, where no binding reaches: docs/light-fetch.md.
    expect(light?.undici.at(-1)).toBe(/h3|whatwg/.test(name));
  },
);
