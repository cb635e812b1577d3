import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestUrl } from "../../src/wire/index.ts";

const url = (path: string, host?: string, query?: string): string => requestUrl({ scheme: "https", host, path, query });

describe("scheme", () => {
  test.each([
    ["http", "http"],
    ["https", "https"],
    [undefined, "https"],
    ["", "https"],
    ["ftp", "https"],
    ["javascript", "https"],
    ["http,https", "https"],
  ])("%j is %s", (scheme, expected) => {
    expect(requestUrl({ scheme, host: "a.example", path: "/" })).toBe(`${expected}://a.example/`);
  });
});

describe("host", () => {
  test.each(["a.example", "a.example:8080", "localhost", "10.0.0.1", "[::1]", "[2001:db8::1]:443", "my_host-1"])(
    "%s stands as it is",
    (host) => {
      expect(url("/x", host)).toBe(`https://${host}/x`);
    },
  );

  test.each([undefined, ""])("%j is localhost: load balancers' health checks send none", (host) => {
    expect(url("/", host)).toBe("https://localhost/");
  });

  test.each([
    "a.com/admin?x=",
    "good.com@evil.com",
    "a.com#",
    "a.com\\evil",
    "a.com ",
    " a.com",
    "a\tb.com",
    "a.com\r\nx: y",
    "a%2ecom",
    "ä.example",
    "a.com?",
    "a,b",
  ])("%j is refused with 400", (host) => {
    expect(() => url("/", host)).toThrow(expect.objectContaining({ code: "INVALID_URL", status: 400 }));
  });

  test("whatever the host is, the path is not touched by it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webAuthority({ withPort: true, withUserInfo: true })), (host) => {
        let made: string;
        try {
          made = url("/public", host);
        } catch (thrown) {
          expect(thrown).toMatchObject({ status: 400 });
          return;
        }
        if (URL.canParse(made)) expect(new URL(made)).toMatchObject({ pathname: "/public", search: "", username: "" });
      }),
    );
  });
});

describe("path", () => {
  test.each(["", "admin", "http://evil/admin", "*", "\\private", "?x"])("%j is no absolute path: 400", (path) => {
    expect(() => url(path)).toThrow(expect.objectContaining({ code: "INVALID_URL", status: 400 }));
  });

  test("two slashes at the start do not choose the host", () => {
    expect(new URL(url("//evil.com/admin", "good.com"))).toMatchObject({
      host: "good.com",
      pathname: "//evil.com/admin",
    });
  });

  test.each([
    ["/a%2Fb", "/a%2Fb"],
    ["/a%252Fb", "/a%252Fb"],
    ["/a b", "/a%20b"],
    ["/a?b#c", "/a%3Fb%23c"],
    ["/a\\b", "/a%5Cb"],
    ["/100%", "/100%25"],
    ["/%zz%4", "/%25zz%254"],
    ["/ä€😀", "/%C3%A4%E2%82%AC%F0%9F%98%80"],
    ["/a\tb\nc", "/a%09b%0Ac"],
    ["/a ", "/a%20"],
    ["/a\u0000", "/a%00"],
    ["/!$&'()*+,;=:@-._~[]", "/!$&'()*+,;=:@-._~[]"],
  ])("%j, encoded or decoded, is %s", (path, expected) => {
    expect(url(path)).toBe(`https://localhost${expected}`);
  });

  test("half a surrogate pair is refused, not mangled", () => {
    expect(() => url("/\ud800")).toThrow(URIError);
  });

  test("a decoded path comes back from the URL decoded, dot segments aside", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        // As API Gateway's HTTP API decodes it; what looks like an escape could not have been one before.
        const path = `/x${text.replace(/%[\da-f]{2}/gi, "").replaceAll(".", "")}`;
        expect(decodeURIComponent(new URL(url(path)).pathname)).toBe(path);
      }),
    );
  });
});

describe("query", () => {
  test.each([
    ["a=1&a=2&b=%20+%2B", "?a=1&a=2&b=%20+%2B"],
    ["a=%zz", "?a=%zz"],
    ["a=1#b", "?a=1%23b"],
    ["a=ä b", "?a=%C3%A4%20b"],
    ["a=?/", "?a=?/"],
    ["a=\n", "?a=%0A"],
    ["", ""],
    [undefined, ""],
  ])("%j leaves as %j", (query, expected) => {
    expect(url("/", "a.example", query)).toBe(`https://a.example/${expected}`);
  });
});
