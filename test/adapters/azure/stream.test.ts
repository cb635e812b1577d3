import functions from "@azure/functions";
import fc from "fast-check";
import { createInvocation, createRoutes, type Delivery, exchange, httpDispatch, nodeHost } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { type HttpOptions, type HttpWire, httpStream } from "../../../adapters/azure/codec/stream.ts";
import { streamInverse } from "../../../adapters/azure/inverse/stream.ts";

const codec = httpStream();
const invocation = createInvocation({ id: "1", native: undefined, log() {} }, nodeHost());

type Lines = readonly (readonly [string, string])[];
const wire = (url: string, headers: Lines = [], rawHeaders?: Lines): HttpWire => ({
  url,
  method: "GET",
  headers: new Headers(headers as [string, string][]),
  body: null,
  rawHeaders: rawHeaders?.flat(),
});
const decode = (wire: HttpWire, options?: HttpOptions): Delivery<"http"> =>
  httpStream(options).decode(wire, invocation);
/** What an app without functions answers: 404 to everything that gets through. */
const answer = async (wire: HttpWire): Promise<number> =>
  (await exchange(codec, wire, invocation, httpDispatch(createRoutes({}), { provider: "azure" }), nodeHost())).status;
const code = (run: () => unknown): unknown => {
  try {
    run();
  } catch (thrown) {
    return [(thrown as { code?: string }).code, (thrown as { status?: number }).status];
  }
};

/** What the host forwards beside the client's own. */
const FORWARDED: Lines = [
  ["host", "localhost:4000"],
  ["x-forwarded-for", "10.0.0.4"],
  ["x-forwarded-host", "a.example"],
  ["x-forwarded-proto", "https"],
  ["x-ms-invocation-id", "1"],
  ["traceparent", "00-1-1-01"],
];
const SENT: Lines = [
  ["host", "a.example"],
  ["accept", "a, b"],
  ["x-arr-log-id", "7a"],
  ["x-forwarded-for", "203.0.113.9:51234"],
];

describe("what arrives", () => {
  test("claims the library's HttpRequest and nothing else", () => {
    const native = new functions.HttpRequest({ url: "https://a.example/x", method: "POST", body: { string: "body" } });
    expect(codec.claims(native)).toBe(true);
    expect(codec.decode(native as unknown as HttpWire, invocation).request.method).toBe("POST");
    for (const other of [
      undefined,
      null,
      1,
      "x",
      {},
      { url: "/", method: "GET" },
      { url: "/", headers: new Headers() },
    ])
      expect(codec.claims(other)).toBe(false);
  });

  test.each([
    ["203.0.113.9:51234", "203.0.113.9"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["2001:db8::1", "2001:db8::1"],
    ["198.51.100.4", "198.51.100.4"],
    ["127.0.0.1, 192.0.2.50:1", "192.0.2.50"],
    ["[::1]:1, [2001:db8::2]:2", "2001:db8::2"],
    [undefined, undefined],
  ])("x-forwarded-for %j is the client %j: the last, without its port", (forwarded, client) => {
    const headers: Lines = forwarded ? [["x-forwarded-for", forwarded]] : [];
    expect(decode(wire("https://a.example/", headers)).client).toBe(client);
  });

  test("metadata and wire tell the same: the metadata's headers, with the platform's word on the client", () => {
    const { request, client } = decode(
      wire("https://a.example/", SENT, [["accept", "a"], ["accept", "b"], ["x-arr-log-id", "7a"], ...FORWARDED]),
    );
    expect(client).toBe("203.0.113.9");
    expect(request.headers.get("accept")).toBe("a, b");
    expect(request.headers.get("host")).toBe("a.example");
  });

  test.each([
    ["no headers at all", []],
    [
      "invented ones",
      [
        ["x-forged", "1"],
        ["x-forwarded-for", "6.6.6.6:1"],
        ["x-ms-client-principal", "e30="],
      ] as Lines,
    ],
    [
      "invented ones beside copies",
      [...SENT.slice(0, 2), ["x-arr-log-id", "guess"], ["x-forwarded-for", "6.6.6.6:1"]] as Lines,
    ],
  ])("metadata with %s are not believed: the wire is right, and the client unknown", (_, metadata) => {
    const { request, client } = decode(
      wire("https://a.example/", metadata, [["accept", "a"], ["x-arr-log-id", "7a"], ...FORWARDED]),
      { easyAuth: true },
    );
    expect(client).toBeUndefined();
    expect([...request.headers]).toEqual([
      ["accept", "a"],
      ["host", "a.example"],
      ["x-arr-log-id", "7a"],
    ]);
  });

  test("what only the platform may say must be on the wire, too", () => {
    const principal: Lines = [["x-ms-client-principal", "e30="]];
    const names = (raw: Lines): string[] => [
      ...decode(wire("https://a.example/", [...SENT, ...principal], raw), { easyAuth: true }).request.headers.keys(),
    ];
    expect(names([["x-arr-log-id", "7a"], ...FORWARDED])).not.toContain("x-ms-client-principal");
    expect(names([["x-arr-log-id", "7a"], ...principal, ...FORWARDED])).toContain("x-ms-client-principal");
  });

  test("a host that forwards no headers of the client leaves the metadata's", () => {
    expect(decode(wire("https://a.example/", SENT, FORWARDED)).request.headers.get("accept")).toBe("a, b");
  });

  test.each(["headers", "Headers", "HEADERS", "h%65aders", "a=1&headers"])(
    "a query key %s is refused with 400",
    (key) => {
      for (const value of ["", "=", '={"x":1}'])
        expect(code(() => decode(wire(`https://a.example/?${key}${value}`)))).toEqual(["SHADOWED_HEADERS", 400]);
    },
  );

  test.each(["header", "headers[]", "xheaders", "a=headers", "query=x", "Query={}"])(
    "a query %s is not refused",
    (query) => {
      expect(decode(wire(`https://a.example/?${query}`)).request.url).toBe(`https://a.example/?${query}`);
    },
  );

  test("x-ms-client-principal is dropped, unless App Service authentication vouches for it", () => {
    const headers: Lines = [
      ["x-ms-client-principal", "e30="],
      ["x-ms-client-principal-id", "1"],
      ["x-vercel-id", "1"],
    ];
    expect([...decode(wire("https://a.example/", headers)).request.headers]).toEqual([]);
    expect([...decode(wire("https://a.example/", headers), { easyAuth: true }).request.headers.keys()]).toEqual([
      "x-ms-client-principal",
      "x-ms-client-principal-id",
    ]);
  });

  test.each(["/admin%2Fusers", "/a//b", "//evil.example/x", "/%252e%252e/", "/a;b=c,d"])(
    "path %s arrives as the host forwards it, and never chooses the host",
    (path) => {
      expect(decode(wire(`https://a.example${path}`)).request.url).toBe(`https://a.example${path}`);
    },
  );

  test.each(["good.com@evil.com", "a.com:x", "a b", "a.com,b.com"])("host %j is refused with 400", async (host) => {
    expect(await answer(wire(`https://${host}/`))).toBe(400);
  });

  test.each(["TRACE", "CONNECT"])("%s is a 501", (method) => {
    expect(code(() => decode({ ...wire("https://a.example/"), method }))).toEqual(["UNSUPPORTED_METHOD", 501]);
  });
});

describe("over the inverse", () => {
  const token = fc.stringMatching(/^x-t-[a-z0-9]{1,8}$/);
  const value = fc.stringMatching(/^[!-~\xa1-\xff]([ -~\xa1-\xff]{0,20}[!-~\xa1-\xff])?$/);
  const headers = fc.array(fc.tuple(token, value), { maxLength: 6 });
  const delivery = fc.record({
    method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    host: fc.webAuthority({ withIPv4: true, withPort: true }),
    path: fc.webPath(),
    query: fc.webQueryParameters().filter((query) => !/(^|&)headers(=|&|$)/i.test(query)),
    headers,
    body: fc.uint8Array({ maxLength: 400 }),
    client: fc.oneof(fc.ipV4(), fc.ipV6()),
  });

  test("a request comes through Azure as it was sent", async () => {
    await fc.assert(
      fc.asyncProperty(delivery, async ({ method, host, path, query, headers: sent, body, client: from }) => {
        const url = `https://${host}${path.startsWith("/") ? path : `/${path}`}${query ? `?${query}` : ""}`;
        const init = { method, headers: sent, ...(method !== "GET" && { body }) };
        const native = await streamInverse.wire({ request: new Request(url, init), client: from });
        expect(codec.claims(native)).toBe(true);
        const { request, client } = codec.decode(native, invocation);
        const original = new Request(url, init);
        expect([request.method, request.url, client]).toEqual([method, original.url, from]);
        for (const [name, text] of original.headers) expect([name, request.headers.get(name)]).toEqual([name, text]);
        expect(new Uint8Array(await request.arrayBuffer())).toEqual(method === "GET" ? new Uint8Array() : body);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  test("a response comes out as it was made", async () => {
    const response = fc.record({
      status: fc.constantFrom(200, 201, 302, 404, 418, 500, 599),
      headers,
      cookies: fc.array(value, { maxLength: 3 }),
      body: fc.uint8Array({ maxLength: 400 }),
    });
    const native = wire("https://a.example/");
    await fc.assert(
      fc.asyncProperty(response, async ({ status, headers: pairs, cookies, body }) => {
        const made = new Response(body, { status, headers: pairs });
        for (const cookie of cookies) made.headers.append("set-cookie", cookie);
        const seen = streamInverse.outcome(await codec.encode(made.clone(), native), native, []) as Response;
        expect(seen.status).toBe(status);
        made.headers.set("content-length", `${body.byteLength}`);
        expect([...seen.headers]).toEqual([...made.headers]);
        expect(new Uint8Array(await seen.arrayBuffer())).toEqual(body);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  test("whatever metadata and wire say is answered, and never with 500", async () => {
    const name = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
    const lines = fc.array(fc.tuple(name, fc.stringMatching(/^[!-~\xa1-\xff]{0,20}$/)), { maxLength: 5 });
    const url = fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string({ minLength: 1 }));
    const method = fc.oneof(fc.constant("GET"), fc.string({ minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(url, method, lines, lines, async (url, method, metadata, raw) => {
        expect([400, 404, 501]).toContain(await answer({ ...wire(url, metadata, raw), method }));
      }),
      { seed: 20261121, numRuns: 1000 },
    );
  });
});
