import fc from "fast-check";
import { createInvocation, createRoutes, type Delivery, exchange, httpDispatch, nodeHost } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { fetchCodec } from "../../../adapters/vercel/codec/fetch.ts";
import { fetchInverse } from "../../../adapters/vercel/inverse/fetch.ts";

const codec = fetchCodec();
const invocation = createInvocation({ id: "1", native: undefined, log() {} }, nodeHost());
const decode = (url: string, headers: Record<string, string> = {}, init: RequestInit = {}): Delivery<"http"> =>
  codec.decode(new Request(url, { ...init, headers }), invocation);
/** What a client of an app without functions sees: 404, unless the codec refuses before. */
const status = async (native: Request): Promise<number> =>
  (await exchange(codec, native, invocation, httpDispatch(createRoutes({}), { provider: "vercel" }), nodeHost()))
    .status;

describe("what arrives", () => {
  test("claims a Fetch request and nothing else", () => {
    expect(codec.claims(new Request("https://a.example"))).toBe(true);
    for (const other of [undefined, null, 1, "x", {}, { url: "/" }, { url: "/", headers: {} }])
      expect(codec.claims(other)).toBe(false);
  });

  test("scheme and host are the proxy's, not the launcher's", () => {
    const { request } = decode("http://127.0.0.1:4000/a?b=1", {
      host: "127.0.0.1:4000",
      "x-forwarded-host": "shop.example",
      "x-forwarded-proto": "https",
    });
    expect(request.url).toBe("https://shop.example/a?b=1");
  });

  test("without a proxy the request's own URL counts", () => {
    expect(decode("http://localhost:3000/a").request.url).toBe("http://localhost:3000/a");
  });

  test.each(["good.com@evil.com", "a.com/admin?x=", "a.com#", "a b", "a.com,b.com", "[::1", "a:b:c", "a..b:99999"])(
    "host %j is refused with 400",
    async (host) => {
      expect(await status(new Request("https://a.example/", { headers: { "x-forwarded-host": host } }))).toBe(400);
    },
  );

  test("the path never chooses the host", () => {
    expect(decode("https://a.example//evil.example/admin").request.url).toBe("https://a.example//evil.example/admin");
  });

  test.each(["/admin%2Fusers", "/a//b", "/%252e%252e/", "/%61dmin", "/a;b=c,d", "/'(x)'"])(
    "path %s arrives as it was sent",
    (path) => {
      expect(decode(`https://a.example${path}`).request.url).toBe(`https://a.example${path}`);
    },
  );

  test("a percent sign that escapes nothing is text", () => {
    expect(decode("https://a.example/100%/%zz").request.url).toBe("https://a.example/100%25/%25zz");
  });

  test.each(["?a=1&b=2&a=3", "?", "?a=%zz", "?a=b+c&d=%20", "?__proto__[a]=1", "?a?b", "?a=/../b"])(
    "query %s keeps order and encoding",
    (query) => {
      expect(new URL(decode(`https://a.example/p${query}`).request.url).search).toBe(query === "?" ? "" : query);
    },
  );

  test("the client is the address that Vercel's proxy saw, whatever x-forwarded-for says", () => {
    const spoofed = { "x-forwarded-for": "127.0.0.1, 192.0.2.50" };
    expect(decode("https://a.example", { ...spoofed, "x-real-ip": "192.0.2.50" }).client).toBe("192.0.2.50");
    expect(
      decode("https://a.example", { ...spoofed, "x-real-ip": "192.0.2.1", "x-vercel-forwarded-for": "192.0.2.50" })
        .client,
    ).toBe("192.0.2.50");
    expect(decode("https://a.example", spoofed).client).toBeUndefined();
  });

  test("the platform's own headers stay, those of other platforms and of the connection go", () => {
    const { headers } = decode("https://a.example", {
      "x-vercel-ip-country": "DE",
      "x-ms-client-principal": "e30=",
      "x-apigateway-event": "{}",
      "x-unmoor-function": "admin",
      "ce-type": "x",
      connection: "close, x-mine",
      "x-mine": "1",
      te: "trailers",
      "x-kept": "1",
    }).request;
    expect([...headers.keys()].sort()).toEqual(["x-kept", "x-vercel-ip-country"]);
  });

  test("the body arrives to the byte, as a stream", async () => {
    const bytes = new Uint8Array(100_000).map((_, i) => i * 31);
    const { request } = decode("https://a.example", {}, { method: "POST", body: bytes });
    expect(new Uint8Array(await request.arrayBuffer())).toEqual(bytes);
  });

  test("no body is no body", async () => {
    expect(decode("https://a.example").request.body).toBeNull();
    expect(await decode("https://a.example", {}, { method: "POST" }).request.text()).toBe("");
  });
});

describe("what goes back", () => {
  const encode = (response: Response): Promise<Response> =>
    Promise.resolve(codec.encode(response, new Request("https://a.example")));

  test("status, headers, cookies and bytes", async () => {
    const headers = new Headers({ "content-type": "image/png", "x-a": "1" });
    headers.append("set-cookie", "a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT");
    headers.append("set-cookie", "b=2");
    const reply = await encode(new Response(new Uint8Array([0, 255, 254]), { status: 201, headers }));
    expect(reply.status).toBe(201);
    expect(reply.headers.getSetCookie()).toEqual(["a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT", "b=2"]);
    expect(reply.headers.get("x-a")).toBe("1");
    expect([...new Uint8Array(await reply.arrayBuffer())]).toEqual([0, 255, 254]);
  });

  test("lengths and connection fields of a handler do not leave: the launcher would believe them", async () => {
    const reply = await encode(
      new Response("0123456789", {
        headers: { "content-length": "3", connection: "close", "transfer-encoding": "chunked", upgrade: "h2c" },
      }),
    );
    expect([...reply.headers.keys()]).toEqual(["content-type"]);
  });

  test.each([204, 205, 304])("%d has no body", async (status) => {
    expect((await encode(new Response(null, { status }))).body).toBeNull();
  });

  test("a body that fails before its first chunk is an error, not a broken answer", async () => {
    const body = new ReadableStream({ pull: () => Promise.reject(new Error("early")) });
    await expect(encode(new Response(body))).rejects.toThrow("early");
  });

  test("a body that fails later breaks the answer", async () => {
    let left = 2;
    const body = new ReadableStream({
      pull(controller) {
        if (left-- === 0) throw new Error("later");
        controller.enqueue(new Uint8Array(3));
      },
    });
    await expect((await encode(new Response(body))).arrayBuffer()).rejects.toThrow("later");
  });

  test("Response.error() is refused", async () => {
    await expect(encode(Response.error())).rejects.toThrow(RangeError);
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
    query: fc.webQueryParameters(),
    headers,
    body: fc.uint8Array({ maxLength: 400 }),
  });

  test("a request comes through Vercel's proxy as it was sent", async () => {
    await fc.assert(
      fc.asyncProperty(delivery, async ({ method, host, path, query, headers: sent, body }) => {
        const url = `https://${host}${path.startsWith("/") ? path : `/${path}`}${query ? `?${query}` : ""}`;
        const init = { method, headers: sent, ...(method !== "GET" && { body }) };
        const wire = await fetchInverse.wire({ request: new Request(url, init), client: "198.51.100.4" });
        expect(codec.claims(wire)).toBe(true);
        const { request, client } = codec.decode(wire, invocation);
        const original = new Request(url, init);
        expect(request.method).toBe(method);
        expect(request.url).toBe(original.url);
        expect(client).toBe("198.51.100.4");
        for (const [name, text] of original.headers) expect([name, request.headers.get(name)]).toEqual([name, text]);
        expect(new Uint8Array(await request.arrayBuffer())).toEqual(method === "GET" ? new Uint8Array() : body);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  test("what Fetch cannot say reaches the codec, and is refused there", async () => {
    const line = (method: string, url: string, host: string): Request =>
      Object.defineProperties(new Request("https://a.example", { headers: { host } }), {
        method: { value: method },
        url: { value: url },
      });
    const refused = async (...parts: Parameters<typeof line>): Promise<number> =>
      status(await fetchInverse.wire({ request: line(...parts) }));
    expect(await refused("TRACE", "https://a.example/", "a.example")).toBe(501);
    expect(await refused("GET", "https://a.com/admin?x=/public", "a.com/admin?x=")).toBe(400);
    expect(await refused("GET", "https://good.com@evil.com/", "good.com@evil.com")).toBe(400);
    expect(await refused("GET", "\\\\evil.com\\echo", "a.example")).toBe(400);
    const absolute = await fetchInverse.wire({ request: line("GET", "http://evil.example/admin", "a.example") });
    expect(codec.decode(absolute, invocation).request.url).toBe("http://a.example/admin");
    const slashes = await fetchInverse.wire({ request: line("GET", "https://a.example//evil.example/x", "a.example") });
    expect(codec.decode(slashes, invocation).request.url).toBe("https://a.example//evil.example/x");
  });

  test("a response comes out as it was made", async () => {
    const response = fc.record({
      status: fc.constantFrom(200, 201, 302, 404, 418, 500, 599),
      headers,
      cookies: fc.array(value, { maxLength: 3 }),
      body: fc.uint8Array({ maxLength: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(response, async ({ status, headers: pairs, cookies, body }) => {
        const made = new Response(body, { status, headers: pairs });
        for (const cookie of cookies) made.headers.append("set-cookie", cookie);
        const wire = new Request("https://a.example");
        const reply = await codec.encode(made.clone(), wire);
        const seen = fetchInverse.outcome(reply, wire, []) as Response;
        expect(seen.status).toBe(status);
        expect([...seen.headers]).toEqual([...made.headers]);
        expect(seen.headers.getSetCookie()).toEqual(made.headers.getSetCookie());
        expect(new Uint8Array(await seen.arrayBuffer())).toEqual(body);
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });

  test("no header and no URL makes more of a request than a refusal", async () => {
    const any = fc.string({ unit: "binary-ascii" }).map((text) => text.replace(/[\0\r\n]/g, ""));
    await fc.assert(
      fc.asyncProperty(any, any, fc.webUrl({ withQueryParameters: true }), async (host, proto, url) => {
        const headers = { "x-forwarded-host": host, "x-forwarded-proto": proto };
        expect([400, 404]).toContain(await status(new Request(url, { headers })));
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });
});
