import { http } from "unmoor";
import { createRoutes, exchange, httpDispatch } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { alb, albSingle } from "../../../adapters/aws/codec/alb.ts";
import { functionUrl } from "../../../adapters/aws/codec/function-url.ts";
import { httpApi } from "../../../adapters/aws/codec/http-api.ts";
import { rest } from "../../../adapters/aws/codec/rest.ts";
import { adapter } from "../../../adapters/aws/index.ts";
import { traceparent } from "../../../adapters/aws/trace.ts";
import { albMulti, albOne, decode, httpShapes, invocation, statusOf, testHost, url, v1, v2 } from "./samples.ts";

describe("Q1 cookies of payload 2.0 are one header", () => {
  test("HTTP API: from `cookies` alone", () => {
    expect(decode(httpApi(), v2({ cookies: ["a=1", "b=2"] })).request.headers.get("cookie")).toBe("a=1; b=2");
  });
  test("Function URL sends them twice: set, not appended", () => {
    const event = url({ cookies: ["a=1", "b=2"], headers: { cookie: "a=1; b=2" } });
    expect(decode(functionUrl(), event).request.headers.get("cookie")).toBe("a=1; b=2");
  });
  test("none is no header", () => {
    expect(decode(httpApi(), v2({ cookies: [] })).request.headers.has("cookie")).toBe(false);
  });
});

describe("Q2 the multi-value map counts where it knows a name", () => {
  const multiValueHeaders = {
    host: ["h.example"],
    "X-Forwarded-For": ["203.0.113.1", "203.0.113.10"],
    Accept: ["text/html", "application/json"],
    Cookie: ["a=1", "b=2"],
  };
  const headers = { host: "h.example", "X-Forwarded-For": "203.0.113.10", accept: "application/json", "x-one": "1" };
  test.each([
    ["REST", () => decode(rest(), v1({ headers, multiValueHeaders })).request.headers],
    ["ALB", () => decode(alb(), albMulti({ headers, multiValueHeaders })).request.headers],
  ])("%s: every value kept, cookies by semicolon, single ones only where multi has none", (_, read) => {
    const got = read();
    expect(got.get("x-forwarded-for")).toBe("203.0.113.1, 203.0.113.10");
    expect(got.get("accept")).toBe("text/html, application/json");
    expect(got.get("cookie")).toBe("a=1; b=2");
    expect(got.get("x-one")).toBe("1");
  });
  test("a value that is part of an earlier one stays (CVE-2026-59897)", () => {
    const event = v1({ multiValueHeaders: { host: ["h.example"], "x-a": ["abc", "ab"] } });
    expect(decode(rest(), event).request.headers.get("x-a")).toBe("abc, ab");
  });
  test("one name in two spellings keeps both", () => {
    const event = v1({ multiValueHeaders: { Host: ["h.example"], "X-A": ["1"], "x-a": ["2"] } });
    expect(decode(rest(), event).request.headers.get("x-a")).toBe("1, 2");
  });
});

test("Q3 header names are found in any case", () => {
  const { request } = decode(
    rest(),
    v1({ headers: { HOST: "h.example", "X-FORWARDED-PROTO": "http" }, multiValueHeaders: null }),
  );
  expect(request.url).toBe("http://h.example/a");
});

test.each([
  ["HTTP API", () => decode(httpApi(), v2({ headers: null, cookies: null }))],
  ["REST", () => decode(rest(), v1({ headers: null, multiValueHeaders: null }))],
  ["ALB", () => decode(albSingle(), albOne({ headers: null, queryStringParameters: null }))],
])("Q4 %s: null maps are empty ones", (_, read) => {
  expect(new URL(read().request.url).search).toBe("");
});

test.each([
  ["HTTP API", () => decode(httpApi(), v2({ headers: { "cf-ipcity": "Srīperumbūdūr" } }))],
  ["REST", () => decode(rest(), v1({ multiValueHeaders: { "cf-ipcity": ["Srīperumbūdūr"] } }))],
])("Q5 %s: a value beyond Latin-1 is its UTF-8 bytes", (_, read) => {
  const value = read().request.headers.get("cf-ipcity")!;
  expect(Buffer.from(value, "latin1").toString("utf8")).toBe("Srīperumbūdūr");
});

test("Q6 payload 2.0: the raw query as it came", () => {
  const event = v2({ rawQueryString: "a=1%2B1&a=x+y&empty=&flag&%C3%A9=1" });
  expect(decode(httpApi(), event).request.url).toMatch(/\?a=1%2B1&a=x\+y&empty=&flag&%C3%A9=1$/);
});

describe("Q7 REST sends the query decoded", () => {
  test("names and values are encoded again, every value kept, empty ones too", () => {
    const event = v1({
      queryStringParameters: { a: "2", "x&y": "=?" },
      multiValueQueryStringParameters: { a: ["1 +", "2"], "x&y": ["=?#%"], e: [""] },
    });
    const { searchParams } = new URL(decode(rest(), event).request.url);
    expect([...searchParams]).toEqual([
      ["a", "1 +"],
      ["a", "2"],
      ["x&y", "=?#%"],
      ["e", ""],
    ]);
  });
  test("without the multi-value map the single one counts", () => {
    const event = v1({ queryStringParameters: { a: "", b: "1" }, multiValueQueryStringParameters: null });
    expect(new URL(decode(rest(), event).request.url).search).toBe("?a=&b=1");
  });
});

test.each([
  ["multi", () => decode(alb(), albMulti({ multiValueQueryStringParameters: { "a%20b": ["1%2B", "x+y"], e: [""] } }))],
  ["single", () => decode(albSingle(), albOne({ queryStringParameters: { "a%20b": "x+y", e: "" } }))],
])("Q8 ALB %s sends the query encoded: decoded once", (mode, read) => {
  const { searchParams } = new URL(read().request.url);
  expect(searchParams.getAll("a b")).toEqual(mode === "multi" ? ["1+", "x y"] : ["x y"]);
  expect(searchParams.getAll("e")).toEqual([""]);
});

test("Q9 ALB without multi-value headers: the loss is declared, and the template turns them on", () => {
  expect(adapter.shapes["alb-single"]?.traits.repeated).toMatchObject({
    lacks: expect.stringContaining("only the last"),
  });
});

describe("Q10 HTTP API decodes the path", () => {
  test("what cannot stand literally is escaped, what is escaped stays", () => {
    const { request } = decode(httpApi(), v2({ rawPath: "/a#b?c d/é/100%/%41" }));
    expect(new URL(request.url).pathname).toBe("/a%23b%3Fc%20d/%C3%A9/100%25/%41");
    expect(new URL(request.url).search).toBe("");
  });
  test.each([
    ["Function URL", () => decode(functionUrl(), url({ rawPath: "/a%2Fb/%C3%A9" }))],
    ["REST", () => decode(rest(), v1({ path: "/a%2Fb/%C3%A9" }))],
    ["ALB", () => decode(alb(), albMulti({ path: "/a%2Fb/%C3%A9" }))],
  ])("%s: an encoded path stays as it is", (_, read) => {
    expect(new URL(read().request.url).pathname).toBe("/a%2Fb/%C3%A9");
  });
  test("the loss of %2F is declared", () => {
    expect(adapter.shapes["http-api"]?.traits.rawPath).not.toBe(true);
    expect(adapter.shapes["function-url"]?.traits.rawPath).toBe(true);
  });
});

test.each([
  ["HTTP API", () => decode(httpApi(), v2({ rawPath: "//evil.com/x" }))],
  ["REST", () => decode(rest(), v1({ path: "//evil.com/x" }))],
  ["ALB", () => decode(alb(), albMulti({ path: "//evil.com/x" }))],
  ["HTTP API under a stage", () => decode(httpApi(), v2({ rawPath: "/dev//evil.com/x" }, { stage: "dev" }))],
])("Q11 %s: a path of two slashes never becomes the host", (_, read) => {
  const { host, pathname } = new URL(read().request.url);
  expect(host).not.toBe("evil.com");
  expect(pathname).toBe("//evil.com/x");
});

describe("Q12 a named stage", () => {
  const path = (rawPath: string, context: object) =>
    new URL(decode(httpApi(), v2({ rawPath }, context)).request.url).pathname;
  test("stands in the path of the API's own domain, and is taken off", () => {
    expect(path("/dev/a", { stage: "dev" })).toBe("/a");
    expect(path("/dev", { stage: "dev" })).toBe("/");
  });
  test("ends where a segment does", () => expect(path("/device/a", { stage: "dev" })).toBe("/device/a"));
  test("is a segment like others on a custom domain", () => {
    expect(path("/dev/a", { stage: "dev", domainName: "api.example.com" })).toBe("/dev/a");
  });
  test("is none when it is $default", () => expect(path("/$default/a", { stage: "$default" })).toBe("/$default/a"));
  test("REST: `path` has none", () =>
    expect(new URL(decode(rest(), v1({ path: "/prod/a" })).request.url).pathname).toBe("/prod/a"));
});

test.each([
  ["HTTP API", () => decode(httpApi({ basePath: "/v1" }), v2({ rawPath: "/v1/a" }, { domainName: "api.example.com" }))],
  ["REST", () => decode(rest({ basePath: "/v1" }), v1({ path: "/v1/a" }))],
  ["ALB", () => decode(alb({ basePath: "/v1" }), albMulti({ path: "/v1/a" }))],
])("Q13 %s: the base path of a custom domain is taken off", (_, read) => {
  expect(new URL(read().request.url).pathname).toBe("/a");
});
test("Q13 a base path ends where a segment does, and one that is not there changes nothing", () => {
  expect(new URL(decode(rest({ basePath: "/v1" }), v1({ path: "/v10/a" })).request.url).pathname).toBe("/v10/a");
  expect(new URL(decode(rest({ basePath: "/v1" }), v1({ path: "/v1" })).request.url).pathname).toBe("/");
});

describe("Q14 origin", () => {
  test("payload 2.0: the platform's domain, whatever the Host header says", () => {
    expect(
      new URL(
        decode(httpApi(), v2({ headers: { host: "evil.example" } }, { domainName: "api.example.com" })).request.url,
      ).host,
    ).toBe("api.example.com");
  });
  test("REST and ALB: the Host header, with its port", () => {
    expect(new URL(decode(albSingle(), albOne({ headers: { host: "lb.example:8443" } })).request.url).host).toBe(
      "lb.example:8443",
    );
  });
  test("a health check without Host is localhost", () => {
    expect(new URL(decode(albSingle(), albOne({ headers: {} })).request.url).origin).toBe("https://localhost");
  });
  test("http where the platform says so, https else", () => {
    expect(
      decode(albSingle(), albOne({ headers: { host: "a.example", "x-forwarded-proto": "http" } })).request.url,
    ).toBe("http://a.example/a");
    expect(
      decode(albSingle(), albOne({ headers: { host: "a.example", "x-forwarded-proto": "ftp" } })).request.url,
    ).toBe("https://a.example/a");
  });
  test.each(["a.com/admin?x=", "good.com@evil.com", "a.com#", "a b"])(
    "a hostile Host (%s) is refused",
    async (host) => {
      expect(await statusOf(albSingle(), albOne({ headers: { host } }))).toBe(400);
      expect(await statusOf(rest(), v1({ multiValueHeaders: { Host: [host] } }))).toBe(400);
    },
  );
  test("an absolute-form target is refused", async () => {
    expect(await statusOf(rest(), v1({ path: "http://evil/admin" }))).toBe(400);
  });
});

describe("Q15 client address", () => {
  const forged = "127.0.0.1, 192.0.2.50";
  test("HTTP API, Function URL and REST: the platform's own field", () => {
    expect(decode(httpApi(), v2({ headers: { "x-forwarded-for": forged } })).client).toBe("203.0.113.1");
    expect(decode(functionUrl(), url({ headers: { "x-forwarded-for": forged } })).client).toBe("203.0.113.1");
    expect(decode(rest(), v1({ headers: { "X-Forwarded-For": forged } })).client).toBe("203.0.113.1");
  });
  test("ALB: the last of x-forwarded-for, never the first", () => {
    expect(decode(albSingle(), albOne({ headers: { "x-forwarded-for": forged } })).client).toBe("192.0.2.50");
    expect(
      decode(alb(), albMulti({ multiValueHeaders: { "x-forwarded-for": ["127.0.0.1", "2001:db8::1"] } })).client,
    ).toBe("2001:db8::1");
  });
  test("ALB without the header: none", () =>
    expect(decode(albSingle(), albOne({ headers: {} })).client).toBeUndefined());
});

describe("Q16 body", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  const body = Buffer.from(bytes).toString("base64");
  test.each([
    ["HTTP API", () => decode(httpApi(), v2({ body, isBase64Encoded: true }, { http: { method: "POST" } }))],
    ["REST", () => decode(rest(), v1({ body, isBase64Encoded: true, httpMethod: "POST" }))],
    ["ALB", () => decode(alb(), albMulti({ body, isBase64Encoded: true, httpMethod: "POST" }))],
  ])("%s: base64 is bytes, exact", async (_, read) => {
    expect(new Uint8Array(await read().request.arrayBuffer())).toEqual(bytes);
  });
  test("text is UTF-8, with its byte order mark", async () => {
    const event = v1({ httpMethod: "POST", body: "\ufeffgrüße 👋" });
    expect(Buffer.from(await decode(rest(), event).request.arrayBuffer()).toString("utf8")).toBe("\ufeffgrüße 👋");
  });
  test("what is no base64 is refused", async () => {
    expect(await statusOf(rest(), v1({ httpMethod: "POST", body: "!!!aGk=", isBase64Encoded: true }))).toBe(400);
  });
  test("what is no text is refused", async () => {
    expect(await statusOf(rest(), v1({ httpMethod: "POST", body: { a: 1 } as never }))).toBe(400);
  });
});

test.each(["GET", "HEAD"])("Q17 %s with a body: dropped, not refused", (method) => {
  for (const { request } of [
    decode(httpApi(), v2({ body: "x" }, { http: { method } })),
    decode(rest(), v1({ httpMethod: method, body: "plain", isBase64Encoded: true })),
    decode(albSingle(), albOne({ httpMethod: method, body: "x" })),
  ])
    expect([request.method, request.body]).toEqual([method, null]);
});

test.each([null, undefined, ""])("Q18 POST with body %o: empty, no content type invented", async (body) => {
  const { request } = decode(rest(), v1({ httpMethod: "POST", ...(body !== undefined && { body }) }));
  expect(request.headers.has("content-type")).toBe(false);
  expect((await request.arrayBuffer()).byteLength).toBe(0);
});

describe("Q19 content-length is of the bytes that are there", () => {
  test("a client's own is corrected (GHSA-rv63-4mwf-qqc2)", () => {
    const event = v2({ headers: { "content-length": "1" }, body: "A".repeat(10_000) }, { http: { method: "POST" } });
    expect(decode(httpApi(), event).request.headers.get("content-length")).toBe("10000");
  });
  test("hop-by-hop headers are dropped, those that Connection names too", () => {
    const event = v1({
      httpMethod: "POST",
      body: "x",
      multiValueHeaders: {
        Host: ["h.example"],
        "Transfer-Encoding": ["Chunked"],
        Connection: ["x-gone"],
        "X-Gone": ["1"],
      },
    });
    const { headers } = decode(rest(), event).request;
    expect(["transfer-encoding", "connection", "x-gone"].filter((name) => headers.has(name))).toEqual([]);
  });
});

describe("Q20 trace", () => {
  const root = "Root=1-5759e988-bd862e3fe1be46a994272793";
  test("the header is refreshed from the context", () => {
    const event = v2({ headers: { "x-amzn-trace-id": root } });
    const xRayTraceId = `${root};Parent=53995c3f42cd8ad8;Sampled=1`;
    expect(decode(httpApi(), event, { xRayTraceId }).request.headers.get("x-amzn-trace-id")).toBe(xRayTraceId);
    expect(decode(httpApi(), event).request.headers.get("x-amzn-trace-id")).toBe(root);
  });
  test("X-Ray's ids in W3C's form", () => {
    expect(traceparent(undefined, `${root};Parent=53995c3f42cd8ad8;Sampled=1`)).toBe(
      "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
    );
    expect(traceparent(undefined, `${root};Parent=53995c3f42cd8ad8;Sampled=0;Lineage=a:0`)).toBe(
      "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00",
    );
  });
  test("the request's own traceparent goes first, an invalid one counts for nothing", () => {
    const own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    expect(traceparent(own, `${root};Parent=53995c3f42cd8ad8;Sampled=1`)).toBe(own);
    for (const bad of [
      `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
      `00-0af7651916cd43dd8448eb211c80319c-${"0".repeat(16)}-01`,
      "x",
    ])
      expect(traceparent(bad, undefined)).toBeUndefined();
    expect(traceparent(undefined, root)).toBeUndefined();
  });
});

test("Q21 no shape promises to notice a client that goes away", () => {
  for (const name of httpShapes)
    expect(adapter.shapes[name]?.traits.disconnect).toMatchObject({ lacks: expect.any(String) });
});

test("Q22 request.signal aborts shortly before the deadline", async () => {
  const host = testHost();
  let signal: AbortSignal | undefined;
  const hang = http("GET /a", (request) => {
    signal = request.signal;
    return new Promise<Response>(() => {});
  });
  const dispatch = httpDispatch(createRoutes({ hang }), { provider: "aws" });
  const reply = exchange(httpApi(), v2(), invocation({}, host, 10_000), dispatch, host);
  await new Promise((resolve) => setImmediate(resolve));
  host.advance(8_900);
  expect(signal?.aborted).toBe(false);
  host.advance(150);
  expect(signal?.aborted).toBe(true);
  host.advance(600);
  expect((await reply).statusCode).toBe(503);
});

describe("what no request can be is refused", () => {
  test.each(["TRACE", "CONNECT", "patch", "G ET", ""])("method %o", async (method) => {
    expect(await statusOf(rest(), v1({ httpMethod: method }))).toBe(501);
  });
  test("a header name with a space", async () => {
    expect(await statusOf(httpApi(), v2({ headers: { "a b": "1" } }))).toBe(400);
  });
  test("a header value with a line break", async () => {
    expect(await statusOf(httpApi(), v2({ headers: { a: "1\r\nSet-Cookie: b=1" } }))).toBe(400);
  });
  test("headers that only a platform may set are dropped", () => {
    const headers = { "x-apigateway-event": "{}", "x-ms-client-principal": "e30=", "x-vercel-id": "1", "ce-id": "1" };
    expect([...decode(httpApi(), v2({ headers })).request.headers.keys()]).toEqual([]);
  });
  test("a prototype is no header", () => {
    const headers = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
    expect(decode(httpApi(), v2({ headers })).request.headers.get("constructor")).toBe("y");
  });
});
