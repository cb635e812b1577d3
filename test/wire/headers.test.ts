import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteString, requestHeaders, responseHeaders } from "../../src/wire/index.ts";

const names = (...pairs: [string, string][]): string[] => [...requestHeaders(pairs).keys()];

describe("byteString", () => {
  test("what has one byte a character stays", () => {
    expect(byteString("a\xe4\xff")).toBe("a\xe4\xff");
  });

  test("the rest is UTF-8, one character a byte, as Node's parser would give it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const given = byteString(text);
        expect(/^[\0-\xff]*$/.test(given)).toBe(true);
        if (/[^\0-\xff]/.test(text)) expect(Buffer.from(given, "latin1").toString("utf8")).toBe(text);
      }),
    );
  });
});

describe("requestHeaders", () => {
  test("repeated lines stay repeated, in order", () => {
    expect(
      requestHeaders([
        ["X-A", "1"],
        ["x-a", "2"],
        ["cookie", "a=1"],
      ]).get("x-a"),
    ).toBe("1, 2");
  });

  test.each([
    "connection",
    "Keep-Alive",
    "TE",
    "trailer",
    "Transfer-Encoding",
    "upgrade",
    "proxy-authorization",
    "proxy-connection",
    "Proxy-Authenticate",
  ])("%s belongs to one connection", (name) => {
    expect(names([name, "x"], ["a", "b"])).toEqual(["a"]);
  });

  test("so does what Connection names, in any case and on several lines", () => {
    expect(
      names(
        ["Connection", "close, X-Secret"],
        ["connection", "\tother "],
        ["x-secret", "1"],
        ["Other", "1"],
        ["a", "1"],
      ),
    ).toEqual(["a"]);
  });

  test.each([
    "x-unmoor-function",
    "X-MS-Client-Principal",
    "x-ms-client-principal-id",
    "x-apigateway-event",
    "x-vercel-ip-country",
    "ce-type",
  ])("%s only a platform may set", (name) => {
    expect(names([name, "x"], ["a", "b"])).toEqual(["a"]);
  });

  test("the platform keeps the prefix that it vouches for, and no other", () => {
    const headers = requestHeaders(
      [
        ["x-vercel-id", "1"],
        ["x-ms-client-principal", "2"],
      ],
      "x-vercel-",
    );
    expect([...headers]).toEqual([["x-vercel-id", "1"]]);
  });

  test.each(["upgrade-insecure-requests", "tea", "date", "content-length", "cello", "null"])("%s stays", (name) => {
    expect(names([name, "1"])).toEqual([name]);
  });

  test.each([
    ["a b", "1"],
    ["", "1"],
    ["a:", "1"],
    ["a", "x\r\nSet-Cookie: b=1"],
    ["a", "x\0"],
  ])("%j: %j cannot be a header", (name, value) => {
    expect(() => requestHeaders([[name, value]])).toThrow(TypeError);
  });
});

describe("responseHeaders", () => {
  const response = (...pairs: [string, string][]): Response => new Response(null, { headers: pairs });

  test("cookies never share a line", () => {
    const cookies = ["a=1; Expires=Tue, 09 Jun 2026 10:00:00 GMT", "b=2; Expires=Wed, 10 Jun 2026 10:00:00 GMT"];
    const given = responseHeaders(response(["set-cookie", cookies[0]!], ["set-cookie", cookies[1]!], ["a", "1"]));
    expect(given).toEqual({ pairs: [["a", "1"]], cookies });
  });

  test("the carrier sets length and connection itself", () => {
    const given = responseHeaders(
      response(["content-length", "7"], ["connection", "close"], ["transfer-encoding", "chunked"], ["ce-id", "1"]),
    );
    expect(given).toEqual({ pairs: [["ce-id", "1"]], cookies: [] });
  });

  test("repeated fields that are no cookies are joined, as Fetch does", () => {
    expect(responseHeaders(response(["vary", "a"], ["vary", "b"])).pairs).toEqual([["vary", "a, b"]]);
  });
});
