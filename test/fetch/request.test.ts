import { describe, expect, test } from "vitest";
import { both } from "./both.ts";

const url = "https://a.example/";

both("Request", ({ Headers, Request, Response }) => {
  describe("constructor", () => {
    test("defaults", () => {
      const request = new Request(url);
      const names = [
        "method",
        "url",
        "destination",
        "referrer",
        "referrerPolicy",
        "mode",
        "credentials",
        "cache",
        "redirect",
        "integrity",
        "keepalive",
        "isReloadNavigation",
        "isHistoryNavigation",
        "duplex",
        "body",
        "bodyUsed",
      ] as const;
      expect(
        Object.fromEntries(names.map((name) => [name, (request as unknown as Record<string, unknown>)[name]])),
      ).toEqual({
        method: "GET",
        url,
        destination: "",
        referrer: "about:client",
        referrerPolicy: "",
        mode: "cors",
        credentials: "same-origin",
        cache: "default",
        redirect: "follow",
        integrity: "",
        keepalive: false,
        isReloadNavigation: false,
        isHistoryNavigation: false,
        duplex: "half",
        body: null,
        bodyUsed: false,
      });
    });

    test.each([
      ["https://A.example:443/b/../c?q=1#f", "https://a.example/c?q=1#f"],
      ["http://a.example/é b", "http://a.example/%C3%A9%20b"],
      ["\ud800:", undefined],
      ["/relative", undefined],
      ["", undefined],
      ["https://user:password@a.example/", undefined],
      ["https://user@a.example/", undefined],
      [{ toString: (): string => url }, url],
      [new URL(url), url],
    ])("the url %s is %s", (given, is) => {
      if (is === undefined) expect(() => new Request(given as string)).toThrow(TypeError);
      else expect(new Request(given as string).url).toBe(is);
    });

    test.each([
      ["get", "GET"],
      ["Post", "POST"],
      ["pUt", "PUT"],
      ["delete", "DELETE"],
      ["options", "OPTIONS"],
      ["head", "HEAD"],
      ["patch", "patch"],
      ["PATCH", "PATCH"],
      ["foo", "foo"],
      ["QUERY", "QUERY"],
    ])("the method %s is %s", (method, is) => {
      expect(new Request(url, { method }).method).toBe(is);
    });

    test.each(["CONNECT", "trace", "Track", "", "a b", "é", "a\n"])(
      "refuses the method %j with TypeError",
      (method) => {
        expect(() => new Request(url, { method })).toThrow(TypeError);
      },
    );

    test.each([
      { mode: "navigate" },
      { mode: "x" },
      { credentials: "x" },
      { cache: "x" },
      { redirect: "x" },
      { referrerPolicy: "x" },
      { duplex: "full" },
      { priority: "x" },
      { window: {} },
      { referrer: "/relative" },
      { signal: {} },
      { headers: null },
      { cache: "only-if-cached" },
      { mode: "no-cors", method: "PUT" },
    ])("refuses %j with TypeError", (init) => {
      expect(() => new Request(url, init as unknown as RequestInit)).toThrow(TypeError);
    });

    test("keeps what it is told", () => {
      const init = {
        mode: "same-origin",
        credentials: "include",
        cache: "only-if-cached",
        redirect: "manual",
        integrity: "sha256-x",
        keepalive: true,
        referrer: "https://r.example/x",
        referrerPolicy: "no-referrer",
      } as const;
      expect(new Request(url, init)).toMatchObject(init);
      expect(new Request(url, { referrer: "" }).referrer).toBe("");
    });

    test.each(["GET", "HEAD"])("%s has no body", (method) => {
      expect(() => new Request(url, { method, body: "" })).toThrow(TypeError);
      expect(new Request(url, { method, body: null }).body).toBe(null);
    });

    test("a stream needs duplex, and neither no-cors nor keepalive", async () => {
      const body = (): ReadableStream => new Blob(["ab"]).stream();
      const init = { method: "POST", duplex: "half" } as const;
      expect(() => new Request(url, { method: "POST", body: body() })).toThrow(TypeError);
      expect(() => new Request(url, { ...init, body: body(), mode: "no-cors" } as RequestInit)).toThrow(TypeError);
      expect(() => new Request(url, { ...init, body: body(), keepalive: true } as RequestInit)).toThrow(TypeError);
      expect(await new Request(url, { ...init, body: body() } as RequestInit).text()).toBe("ab");
    });

    test("needs new and an argument", () => {
      expect(() => (Request as unknown as (url: string) => unknown)(url)).toThrow(TypeError);
      expect(() => new (Request as unknown as new () => unknown)()).toThrow(TypeError);
    });

    test("reads the init in the order of its names", () => {
      const order: PropertyKey[] = [];
      const known =
        "body cache credentials duplex headers integrity keepalive method mode redirect referrer referrerPolicy signal window".split(
          " ",
        );
      new Request(url, new Proxy({}, { get: (_, name) => void order.push(name) }));
      expect(order.filter((name) => known.includes(String(name)))).toEqual(known);
    });
  });

  describe("from another request", () => {
    const first = (): Request =>
      new Request(url, { method: "POST", body: "body", headers: { a: "1" }, redirect: "error" });

    test("takes its body over", async () => {
      const one = first();
      const two = new Request(one);
      expect([two.method, two.headers.get("a"), two.redirect, one.bodyUsed, two.bodyUsed]).toEqual([
        "POST",
        "1",
        "error",
        true,
        false,
      ]);
      expect(await two.text()).toBe("body");
      await expect(one.text()).rejects.toThrow(TypeError);
      expect(() => new Request(one)).toThrow(TypeError);
    });

    test("leaves it where there is another body", async () => {
      const one = first();
      const two = new Request(one, { body: "other" });
      expect([await one.text(), await two.text()]).toEqual(["body", "other"]);
    });

    test("replaces what is said: headers as a whole", () => {
      const two = new Request(first(), { method: "PUT", headers: { b: "2" } });
      expect([two.method, two.headers.get("a"), two.headers.get("b")]).toEqual(["PUT", null, "2"]);
    });

    test("to GET is a TypeError while there is a body, and leaves that untouched", async () => {
      const one = first();
      for (const init of [{ method: "GET" }, { method: "GET", body: null }])
        expect(() => new Request(one, init)).toThrow(TypeError);
      expect(await one.text()).toBe("body");
    });

    test("of the other kind", async () => {
      const one = new globalThis.Request(url, {
        method: "PUT",
        body: "native",
        headers: { a: "1" },
        cache: "no-store",
      });
      const two = new Request(one);
      expect([two.method, two.cache, two.headers.get("a"), one.bodyUsed, await two.text()]).toEqual([
        "PUT",
        "no-store",
        "1",
        true,
        "native",
      ]);
    });

    test("as init, with another url", async () => {
      const two = new Request("https://b.example/", first());
      expect([two.url, two.method, two.headers.get("a"), await two.text()]).toEqual([
        "https://b.example/",
        "POST",
        "1",
        "body",
      ]);
    });
  });

  describe("signal", () => {
    test("is one of its own that follows", () => {
      const controller = new AbortController();
      const request = new Request(url, { signal: controller.signal });
      const copy = request.clone();
      const next = new Request(request);
      const free = new Request(request, { signal: null });
      expect([
        request.signal === controller.signal,
        new Set([request.signal, request.signal]).size,
        request.signal.aborted,
      ]).toEqual([false, 1, false]);
      controller.abort("why");
      expect([request, copy, next].map(({ signal }) => signal.reason)).toEqual(["why", "why", "why"]);
      expect(free.signal.aborted).toBe(false);
    });

    test("is aborted already where the other was", () => {
      const { signal } = new Request(url, { signal: AbortSignal.abort("why") });
      expect([signal.aborted, signal.reason]).toEqual([true, "why"]);
      expect(new Request(url).signal.aborted).toBe(false);
    });
  });

  describe("clone", () => {
    test("is apart in body and headers", async () => {
      const one = new Request(url, { method: "POST", body: "body" });
      const two = one.clone();
      two.headers.set("a", "1");
      expect([one.headers.get("a"), two.method, two.url]).toEqual([null, "POST", url]);
      expect(await Promise.all([one.text(), two.text()])).toEqual(["body", "body"]);
      expect(() => one.clone()).toThrow(TypeError);
    });
  });

  describe("content type", () => {
    test.each([
      ["text", "a", "text/plain;charset=UTF-8"],
      ["parameters", new URLSearchParams("a=1"), "application/x-www-form-urlencoded;charset=UTF-8"],
      ["a blob with a type", new Blob(["a"], { type: "image/x" }), "image/x"],
      ["a blob without", new Blob(["a"]), null],
      ["bytes", new Uint8Array(1), null],
      ["an object", { toString: (): string => "a" }, "text/plain;charset=UTF-8"],
    ])("of %s", (_, body, type) => {
      expect(new Request(url, { method: "POST", body: body as BodyInit }).headers.get("content-type")).toBe(type);
      expect(new Response(body as BodyInit).headers.get("content-type")).toBe(type);
      const headers = { "Content-Type": "x/y" };
      expect(new Request(url, { method: "POST", body: body as BodyInit, headers }).headers.get("content-type")).toBe(
        "x/y",
      );
      expect(new Response(body as BodyInit, { headers }).headers.get("content-type")).toBe("x/y");
    });
  });

  describe("a subclass", () => {
    class Mine extends Request {
      readonly user = "me";
    }

    test("is a request, and no other request is one", () => {
      const mine = new Mine(url, { method: "PUT" });
      expect([
        mine instanceof Mine,
        mine instanceof Request,
        new Request(url) instanceof Mine,
        mine.user,
        mine.method,
      ]).toEqual([true, true, false, "me", "PUT"]);
      expect(mine.clone() instanceof Mine).toBe(false);
    });
  });

  test("it says what it is; headers are always the same, and can be written", () => {
    const request = new Request(url);
    request.headers.set("host", "b.example");
    expect([Request.name, String(request), request.headers.get("host"), request.headers instanceof Headers]).toEqual([
      "Request",
      "[object Request]",
      "b.example",
      true,
    ]);
    expect(request.constructor).toBe(Request);
    expect(Object.keys(request)).toEqual([]);
    expect(() => Reflect.get(Request.prototype, "url", {})).toThrow(TypeError);
  });
});
