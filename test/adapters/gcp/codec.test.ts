import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { NodeRequest } from "unmoor/adapter";
import { describe, expect, test, vi } from "vitest";
import { type HttpOptions, nodeHttp } from "../../../adapters/gcp/codec/http.ts";
import { adapter } from "../../../adapters/gcp/index.ts";
import { functionInverse, serviceInverse } from "../../../adapters/gcp/inverse/http.ts";
import { invocation } from "./invocation.ts";

vi.setConfig({ testTimeout: 30_000 });
fc.configureGlobal({ seed: 20261121 });

const codec = nodeHttp();
const wire = (over: Partial<NodeRequest>): NodeRequest => ({
  method: "GET",
  url: "/",
  rawHeaders: ["Host", "a.example"],
  async *iterator() {},
  removeAllListeners() {},
  resume() {},
  ...over,
});
const decoded = (over: Partial<NodeRequest>, options?: HttpOptions) =>
  nodeHttp(options).decode(wire(over), invocation());
const bytes = async (message: Request | Response): Promise<Uint8Array> => new Uint8Array(await message.arrayBuffer());

describe("claims", () => {
  test("a Node request, and nothing else that reaches a function", () => {
    expect(codec.claims(wire({}))).toBe(true);
    for (const native of [
      undefined,
      null,
      1,
      "x",
      {},
      { Records: [] },
      { method: "GET", headers: {} },
      new Request("http://a/"),
    ])
      expect(codec.claims(native)).toBe(false);
  });
});

describe("url", () => {
  const url = (over: Partial<NodeRequest>): string => decoded(over).request.url;

  test("the host is the Host line's, the scheme the front end's", () => {
    expect(url({ rawHeaders: ["Host", "a.example:81", "X-Forwarded-Proto", "https"] })).toBe("https://a.example:81/");
    expect(url({ rawHeaders: ["Host", "a.example", "X-Forwarded-Proto", "https, http"] })).toBe("http://a.example/");
  });
  test("without a front end it is plain, without a host localhost", () => {
    expect(url({ rawHeaders: [] })).toBe("http://localhost/");
  });
  test("the path of the whole request counts, not what a mount point has left of it", () => {
    expect(url({ url: "/x", originalUrl: "/api/x?y=1" })).toBe("http://a.example/api/x?y=1");
  });
  test("`//` does not choose the host, and %2F stays", () => {
    expect(url({ url: "//evil.example/a%2Fb?q=a?b" })).toBe("http://a.example//evil.example/a%2Fb?q=a?b");
  });
  test.each([
    [{ url: "http://evil.example/" }, 400],
    [{ url: "*" }, 400],
    [{ rawHeaders: ["Host", "a/b?"] }, 400],
    [{ rawHeaders: ["Host", "good.example@evil.example"] }, 400],
    // Two Host lines: which one a proxy believed is not ours to guess (RFC 9112 section 3.2).
    [{ rawHeaders: ["Host", "a.example", "Host", "b.example"] }, 400],
    [{ method: "TRACE" }, 501],
  ] as const)("%j is refused with %i", (over, status) => {
    expect(() => decoded(over)).toThrow(expect.objectContaining({ name: "UnmoorError", status }));
  });
});

describe("client", () => {
  const xff = (value: string): string[] => ["Host", "a", "X-Forwarded-For", "127.0.0.1", "X-Forwarded-For", value];

  test("is the last of X-Forwarded-For: what comes before is the client's own word", () => {
    expect(decoded({ rawHeaders: xff("10.0.0.1, 192.0.2.50") }).client).toBe("192.0.2.50");
    expect(decoded({ rawHeaders: xff("2001:db8::1") }).client).toBe("2001:db8::1");
  });
  test("is the second last behind a load balancer, which appends itself", () => {
    expect(decoded({ rawHeaders: xff("192.0.2.50,34.1.1.1") }, { loadBalancer: true }).client).toBe("192.0.2.50");
  });
  test("is the peer without the header, and absent where nobody knows", () => {
    expect(decoded({ socket: { remoteAddress: "::1" } }).client).toBe("::1");
    expect(decoded({})).not.toHaveProperty("client");
  });
});

describe("headers", () => {
  const forged = ["Host", "a", "X-Goog-Authenticated-User-Email", "accounts.google.com:me@a.example"];

  test("Identity-Aware Proxy's are dropped unless it stands before us", () => {
    const name = "x-goog-authenticated-user-email";
    expect(decoded({ rawHeaders: forged }).request.headers.has(name)).toBe(false);
    expect(decoded({ rawHeaders: forged }, { iap: true }).request.headers.get(name)).toBe(forged[3]);
  });
  test("`__proto__` is a header like any other", () => {
    expect(decoded({ rawHeaders: ["Host", "a", "__proto__", "x"] }).request.headers.get("__proto__")).toBe("x");
  });
});

describe("body", () => {
  test("the framework's bytes, with their own length and without the encoding that it has undone", async () => {
    const { request } = decoded({
      method: "POST",
      rawHeaders: ["Host", "a", "Content-Encoding", "gzip", "Content-Length", "99"],
      rawBody: Buffer.from("inflated"),
    });
    expect(request.headers.get("content-encoding")).toBeNull();
    expect(request.headers.get("content-length")).toBe("8");
    expect(await request.text()).toBe("inflated");
  });
  test("an empty rawBody is an empty body", async () => {
    const { request } = decoded({
      method: "POST",
      rawHeaders: ["Host", "a", "Content-Length", "0"],
      rawBody: Buffer.alloc(0),
    });
    expect([Number(request.headers.get("content-length")), await request.text()]).toEqual([0, ""]);
  });
  test("of GET is dropped, which Fetch forbids", () => {
    const { request } = decoded({ rawHeaders: ["Host", "a", "Content-Length", "1"], rawBody: Buffer.from("x") });
    expect(request.body).toBeNull();
  });
});

const token = fc
  .stringMatching(/^x-[a-z0-9!#$%&'*+.^_`|~-]{1,12}$/)
  .filter((name) => !/^x-(forwarded|goog|cloud|vercel|apigateway|ms|unmoor)/.test(name));
const value = fc.stringMatching(/^([\x21-\x7e\xa0-\xff]([\x20-\x7e\xa0-\xff]{0,20}[\x21-\x7e\xa0-\xff])?)$/);
const fields = fc.array(fc.tuple(token, value), { maxLength: 8 });
const path = fc
  .array(fc.stringMatching(/^([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2}){0,8}$/), { maxLength: 4 })
  .map((segments) => `/${segments.join("/")}`)
  // Only what WHATWG leaves alone: `new Request` resolves dot segments before a codec could see them.
  .filter((text) => new URL(`https://a.example${text}`).pathname === text);
const query = fc
  .stringMatching(/^([A-Za-z0-9._~!$()*+,;=:@/?&-]|%[0-9A-F]{2}){0,20}$/)
  .map((text) => text && `?${text}`);

describe.each([
  ["function", functionInverse],
  ["service", serviceInverse],
] as const)("%s: there and back", (shape, inverse) => {
  test("a request keeps method, URL, headers, bytes and client", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
        path,
        query,
        fields,
        fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 })),
        fc.constantFrom("text/plain", "application/x-thing", undefined),
        fc.ipV4(),
        async (method, path, query, pairs, content, type, client) => {
          const headers = new Headers(pairs.map(([name, value]): [string, string] => [name, value]));
          if (type) headers.set("content-type", type);
          const sent = method === "GET" || method === "HEAD" ? null : content;
          const url = `https://a.example${path}${query}`;
          const request = new Request(url, { method, headers, body: sent as BodyInit | null });
          const expected = [...request.headers];
          const native = await inverse.wire({ request, client });
          expect(codec.claims(native)).toBe(true);
          const delivery = codec.decode(native, invocation());
          expect([delivery.request.method, delivery.request.url, delivery.client]).toEqual([method, url, client]);
          for (const [name, value] of expected) expect(delivery.request.headers.get(name)).toBe(value);
          expect(await bytes(delivery.request)).toEqual(sent ?? new Uint8Array());
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a response keeps status, headers, cookies and bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 200, max: 599 }),
        fields,
        fc.array(
          fc.stringMatching(
            /^[a-z]{1,5}=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,9}(; Expires=Tue, 09 Jun 2026 10:18:14 GMT)?$/,
          ),
          { maxLength: 3 },
        ),
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        async (status, pairs, cookies, content, streamed) => {
          const headers = new Headers(pairs.map(([name, value]): [string, string] => [name, value]));
          for (const cookie of cookies) headers.append("set-cookie", cookie);
          const empty = [204, 205, 304].includes(status);
          const body = streamed ? new Blob([content]).stream() : content;
          const native = await inverse.wire({ request: new Request("https://a.example/") });
          const reply = await codec.encode(new Response(empty ? null : body, { status, headers }), native);
          const back = inverse.outcome(reply, native, []) as Response;
          expect(back.status).toBe(status);
          expect(back.headers.getSetCookie()).toEqual(cookies);
          for (const [name, value] of headers) if (name !== "set-cookie") expect(back.headers.get(name)).toBe(value);
          expect(await bytes(back)).toEqual(empty ? new Uint8Array() : content);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("gzip is inflated by functions-framework alone", async () => {
    const zipped = gzipSync("inflated");
    const request = new Request("https://a.example/", {
      method: "POST",
      headers: { "content-type": "text/plain", "content-encoding": "gzip" },
      body: zipped,
    });
    const { request: seen } = codec.decode(await inverse.wire({ request }), invocation());
    expect(Buffer.from(await bytes(seen))).toEqual(shape === "function" ? Buffer.from("inflated") : zipped);
  });

  test("a reply that could not be made is a 500 without a word", async () => {
    const native = await inverse.wire({ request: new Request("https://a.example/") });
    const back = inverse.outcome(new Error("secret"), native, []) as Response;
    expect([back.status, await back.text()]).toEqual([500, ""]);
  });
});

test("whatever arrives, decode gives a request or an error of the catalogue", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }),
      fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("host", "x-forwarded-for", "connection"))),
      (method, url, rawHeaders) => {
        try {
          expect(decoded({ method, url, rawHeaders }).request.url).toMatch(/^https?:\/\//);
        } catch (error) {
          expect(error).toMatchObject({ name: "UnmoorError", code: expect.stringMatching(/^[A-Z_]+$/) });
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("both shapes are the same codec", () => {
  expect(adapter.shapes.function?.codec).toBe(adapter.shapes.service?.codec);
});
