import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { HELLO, project } from "../build/project.ts";
import { onLambda } from "./lambda.ts";

vi.setConfig({ testTimeout: 60_000 });

const app = (body: string, more = ""): string => `import { http } from "unmoor";
${more}
export const site = http("* /**", async (request, context) => { ${body} });
`;

describe("undici is not loaded", () => {
  test("by a unit that answers with JSON, nor by its first request", async () => {
    const { replies, undici, modules } = await onLambda(HELLO, [{ path: "/hello/you" }, { path: "/nowhere" }]);
    expect(replies.map(({ statusCode, body }) => [statusCode, JSON.parse(body)])).toEqual([
      [200, { hello: "you" }],
      [404, { title: "Not Found", status: 404 }],
    ]);
    expect(undici).toEqual([false, false, false]);
    // Nor anything else of Node but this: a look at `performance`, for one, would cost 3 ms.
    expect(modules.filter((name) => !/abort_controller/.test(name))).toEqual([]);
  });

  test("by what handlers commonly do", async () => {
    const { replies, undici } = await onLambda(
      app(`
        const copy = request.clone();
        const { name } = await request.json();
        const inner = new Request(request.url, { method: "PUT", body: await copy.text(), headers: request.headers });
        inner.headers.set("x-name", name);
        const bytes = new Uint8Array(await inner.arrayBuffer());
        const response = new Response(bytes, { status: 201, headers: [["x-a", "1"], ["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
        const seen = [inner.method, inner.headers.get("x-name"), request.signal.aborted, response instanceof Response, inner instanceof Request, request instanceof Request, new Headers() instanceof Headers, {} instanceof Response];
        const again = new Response(response.body, response);
        again.headers.set("x-seen", JSON.stringify(seen));
        return again;
      `),
      [
        {
          path: "/x",
          method: "POST",
          headers: { "content-type": "application/json" },
          body: '{"name":"ü"}'.replace("ü", "u"),
        },
      ],
    );
    expect(undici).toEqual([false, false]);
    expect(replies[0]).toMatchObject({ statusCode: 201, body: '{"name":"u"}', cookies: ["a=1", "b=2"] });
    expect(JSON.parse(replies[0]?.headers["x-seen"] ?? "")).toEqual(["PUT", "u", false, true, true, true, true, false]);
  });

  test("by Google's service, nor by its first request", async () => {
    using hello = project({ "functions.ts": HELLO });
    await hello.build({ targets: ["gcp"], adapters, options: { gcp: { http: "service", fetch: "light" } } });
    const preload = new URL("./ask-itself.ts", import.meta.url).href;
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", preload, "index.mjs"], {
      cwd: join(hello.dir, "dist/gcp/http"),
      env: { PORT: "0" },
    });
    expect(JSON.parse(stdout)).toEqual({ status: 200, body: '{"hello":"you"}', undici: false });
  });

  test("by an import of node:http, of which only what is used is read", async () => {
    const { replies, undici } = await onLambda(
      app(
        "return Response.json([STATUS_CODES[418], typeof createServer, typeof https.request, typeof connect]);",
        `import { STATUS_CODES, createServer } from "node:http";
         import https from "https";
         import { connect } from "node:http2";`,
      ),
      [{ path: "/" }],
    );
    expect(JSON.parse(replies[0]?.body ?? "")).toEqual(["I'm a Teapot", "function", "function", "function"]);
    expect(undici).toEqual([false, false]);
  });
});

describe("undici is loaded", () => {
  test("at the start, where the app calls fetch", async () => {
    const { replies, undici } = await onLambda(
      app(`return new Response((await fetch("data:text/plain,hi")).body, { status: 202 });`),
      [{ path: "/" }],
    );
    expect(replies[0]).toMatchObject({ statusCode: 202, body: "hi" });
    expect(undici).toEqual([true, true]);
  });

  test("when it is asked for something rare, which then works", async () => {
    const { replies, undici } = await onLambda(
      app(`
        const form = await request.formData();
        return Response.json([form.get("a"), form instanceof FormData]);
      `),
      [{ path: "/", method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "a=1" }],
    );
    expect(JSON.parse(replies[0]?.body ?? "")).toEqual(["1", true]);
    expect(undici).toEqual([false, true]);
  });
});

test("native objects are welcome: as answers, as instances, as what others are made from", async () => {
  const { replies } = await onLambda(
    app(`
      const native = new globalThis.Response("native", { status: 203, headers: { "x-n": "1" } });
      const path = new URL(request.url).pathname;
      if (path === "/returned") return native;
      if (path === "/thrown") throw native;
      if (path === "/sub") { class Page extends Response { constructor(text) { super(text, { headers: { "content-type": "text/html" } }); } }
        const page = new Page("<p>");
        return [page instanceof Page, page instanceof Response, native instanceof Page, native instanceof Response].join() === "true,true,false,true" ? page : native; }
      if (path === "/fetched") {
        const sent = new Request("data:text/plain,sent", { headers: { "x-a": "1" } });
        return new Response((await fetch(sent)).body, await fetch(sent));
      }
      const asked = new Request(new globalThis.Request("https://n.example/", { method: "POST", body: "from native" }));
      return new Response(asked instanceof Request && await asked.text(), { headers: new globalThis.Headers({ "x-h": "1" }) });
    `),
    ["/returned", "/thrown", "/sub", "/fetched", "/made"].map((path) => ({ path })),
  );
  expect(replies).toMatchObject([
    { statusCode: 203, body: "native", headers: { "x-n": "1" } },
    { statusCode: 203, body: "native", headers: { "x-n": "1" } },
    { statusCode: 200, body: "<p>", headers: { "content-type": "text/html" } },
    { statusCode: 200, body: "sent", headers: { "content-type": "text/plain" } },
    { statusCode: 200, body: "from native", headers: { "x-h": "1" } },
  ]);
});

describe("the option", () => {
  test("is refused where the platform has loaded undici already", async () => {
    using toy = project({ "functions.ts": HELLO });
    const refused = (target: string, fetch: "light"): ReturnType<typeof toy.refused> =>
      toy.refused({ targets: [target], adapters, options: { [target]: { fetch } } });
    expect(await refused("vercel", "light")).toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("vercel has no light Fetch"),
    });
    expect(await refused("azure", "light")).toMatchObject({ code: "INVALID_OPTION" });
  });

  test("is native or light", async () => {
    using toy = project({ "functions.ts": HELLO });
    expect(
      await toy.refused({ targets: ["aws"], adapters, options: { aws: { fetch: "lite" as never } } }),
    ).toMatchObject({ code: "INVALID_OPTION", help: "use native or light" });
  });
});
