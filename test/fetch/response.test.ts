import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { both } from "./both.ts";

both("Response", ({ Headers, Response }) => {
  describe("constructor", () => {
    test("defaults", () => {
      const { status, ok, statusText, type, url, redirected, body, bodyUsed } = new Response();
      expect({ status, ok, statusText, type, url, redirected, body, bodyUsed }).toEqual({
        status: 200,
        ok: true,
        statusText: "",
        type: "default",
        url: "",
        redirected: false,
        body: null,
        bodyUsed: false,
      });
    });

    test.each([199, 600, 0, -1, "x", null, 1.5])("refuses status %s with RangeError", (status) => {
      expect(() => new Response(null, { status: status as number })).toThrow(RangeError);
    });

    test.each([
      ["200", 200],
      [299.9, 299],
      [65_536 + 404, 404],
      [undefined, 200],
    ])("makes status %s %i", (status, is) => {
      expect(new Response(null, { status: status as number }).status).toBe(is);
    });

    test.each([
      [200, true],
      [299, true],
      [300, false],
      [404, false],
    ])("status %i is ok: %s", (status, ok) => {
      expect(new Response(null, { status }).ok).toBe(ok);
    });

    test.each(["a\nb", "\0", "\x7f", "€"])("refuses the status text %j with TypeError", (statusText) => {
      expect(() => new Response(null, { statusText })).toThrow(TypeError);
    });

    test.each([204, 205, 304])("status %i has no body", async (status) => {
      expect(() => new Response("", { status })).toThrow(TypeError);
      expect(() => Response.json(1, { status })).toThrow(TypeError);
      expect(await new Response(null, { status }).text()).toBe("");
    });

    test("the status is looked at before the headers' names, and after what they are made from", () => {
      expect(() => new Response(null, { status: 1, headers: { "a b": "1" } })).toThrow(RangeError);
      expect(() => new Response(null, { status: 1, headers: { a: "€" } })).toThrow(TypeError);
    });

    test.each([7, "text", true])("refuses %s as init", (init) => {
      expect(() => new Response(null, init as unknown as ResponseInit)).toThrow(TypeError);
    });

    test("another response is an init, too", () => {
      const first = new Response("a", { status: 201, statusText: "Made", headers: { a: "1" } });
      const { status, statusText, headers } = new Response(null, first);
      expect([status, statusText, headers.get("a")]).toEqual([201, "Made", "1"]);
      expect(new Response(null, new globalThis.Response(null, { status: 202 })).status).toBe(202);
    });

    test("needs new", () => {
      expect(() => (Response as unknown as () => unknown)()).toThrow(TypeError);
    });
  });

  describe("json", () => {
    test("writes JSON with its type, which a header may change", async () => {
      const response = Response.json({ a: 1 }, { status: 201 });
      expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
        201,
        "application/json",
        '{"a":1}',
      ]);
      expect(
        Response.json(1, { headers: { "content-type": "application/problem+json" } }).headers.get("content-type"),
      ).toBe("application/problem+json");
    });

    test.each([[undefined], [() => {}], [Symbol("s")]])("refuses %s", (data) => {
      expect(() => Response.json(data)).toThrow(TypeError);
    });

    test("needs an argument, and lets the data's own errors through", () => {
      expect(() => (Response.json as () => unknown)()).toThrow(TypeError);
      expect(() => Response.json(1n)).toThrow(TypeError);
      const thrown = new EvalError("mine");
      expect(() =>
        Response.json({
          toJSON() {
            throw thrown;
          },
        }),
      ).toThrow(thrown);
    });
  });

  describe("redirect", () => {
    test.each([301, 302, 303, 307, 308])("with %i", (status) => {
      const response = Response.redirect("https://a.example/b/../c", status);
      expect([response.status, response.headers.get("location"), response.body]).toEqual([
        status,
        "https://a.example/c",
        null,
      ]);
    });

    test("is 302 by default and cannot be changed", () => {
      const response = Response.redirect(new URL("https://a.example"));
      expect(response.status).toBe(302);
      for (const change of ["set", "append"] as const)
        expect(() => response.headers[change]("a", "b")).toThrow(TypeError);
      expect(() => response.headers.delete("location")).toThrow(TypeError);
      expect(() => response.clone().headers.set("a", "b")).toThrow(TypeError);
      expect(() => new Response(null, response).headers.set("a", "b")).not.toThrow();
    });

    test.each([200, 300, 304, 309])("refuses %i with RangeError", (status) => {
      expect(() => Response.redirect("https://a.example/", status)).toThrow(RangeError);
    });

    test.each(["/relative", ""])("refuses %j with TypeError", (url) => {
      expect(() => Response.redirect(url)).toThrow(TypeError);
    });
  });

  test("error is a network error", () => {
    const response = Response.error();
    const { status, ok, type } = response;
    expect([status, ok, type, response instanceof Response]).toEqual([0, false, "error", true]);
    expect(() => response.headers.set("a", "b")).toThrow(TypeError);
  });

  describe("clone", () => {
    test("is apart in body and headers", async () => {
      const first = new Response("body", { status: 201, statusText: "Made", headers: { a: "1" } });
      const second = first.clone();
      second.headers.set("a", "2");
      expect([second.status, second.statusText, first.headers.get("a")]).toEqual([201, "Made", "1"]);
      expect(await Promise.all([first.text(), second.text()])).toEqual(["body", "body"]);
    });

    test("of a stream reads it once for both", async () => {
      let pulls = 0;
      const first = new Response(
        new ReadableStream(
          {
            pull(c) {
              pulls++;
              c.enqueue(new TextEncoder().encode("x"));
              if (pulls === 3) c.close();
            },
          },
          { highWaterMark: 0 },
        ),
      );
      const before = first.body;
      const second = first.clone();
      expect(first.body).not.toBe(before);
      expect(await Promise.all([first.text(), second.text()])).toEqual(["xxx", "xxx"]);
      expect(pulls).toBe(3);
    });

    test("of what has been read, or is being read, is a TypeError", async () => {
      const read = new Response("a");
      await read.text();
      const locked = new Response("a");
      locked.body?.getReader();
      for (const response of [read, locked]) expect(() => response.clone()).toThrow(TypeError);
    });
  });

  describe("a subclass", () => {
    class Page extends Response {
      readonly title: string;
      constructor(title: string) {
        super(`<h1>${title}</h1>`, { headers: { "content-type": "text/html" } });
        this.title = title;
      }
    }

    test("is a response, and no other response is one", async () => {
      const page = new Page("t");
      expect([page instanceof Page, page instanceof Response, new Response() instanceof Page]).toEqual([
        true,
        true,
        false,
      ]);
      expect(new globalThis.Response() instanceof Page).toBe(false);
      expect([page.title, page.headers.get("content-type"), await page.text()]).toEqual([
        "t",
        "text/html",
        "<h1>t</h1>",
      ]);
    });

    test("has statics and clones that are plain responses", () => {
      expect(Page.json(1) instanceof Page).toBe(false);
      expect(new Page("t").clone() instanceof Page).toBe(false);
    });
  });

  test("console.log shows what it holds", () => {
    const response = new Response("a", { status: 201, headers: { a: "1" } });
    expect(inspect(response)).toMatch(/status: 201,.*a: '1'/s);
    expect(inspect(new Headers({ a: "1" }))).toContain("a: '1'");
  });

  test("it says what it is; headers are always the same", () => {
    const response = new Response();
    expect([Response.name, String(response), new Set([response.headers, response.headers]).size]).toEqual([
      "Response",
      "[object Response]",
      1,
    ]);
    expect(Object.keys(response)).toEqual([]);
    expect(() => Reflect.get(Response.prototype, "status", {})).toThrow(TypeError);
  });

  test("things that are none are no instances", () => {
    const fake = { [Symbol.toStringTag]: "Response" };
    for (const it of [null, undefined, 1, "x", {}, fake, new Headers()])
      expect((it as unknown) instanceof Response).toBe(false);
    expect(new globalThis.Response() instanceof Response).toBe(true);
  });
});
