import { type HttpMiddleware, http } from "unmoor";
import { type Codec, createInvocation, createRoutes, exchange, httpDispatch, nodeHost } from "unmoor/adapter";
import { adapters } from "unmoor/adapters";
import { simulate } from "unmoor/testing";
import { describe, expect, test } from "vitest";

/** What reached the function, as it saw it. */
const app = {
  admin: http("* /admin", () => Response.json({ route: "admin" })),
  users: http("* /admin/users", () => Response.json({ route: "users" })),
  open: http("* /public/**:path", (_, { params }) => Response.json({ route: "public", ...params })),
  echo: http("* /echo", async (request, { client }) => {
    const body = await request.text();
    return Response.json({
      route: "echo",
      length: request.headers.get("content-length"),
      size: body.length,
      headers: Object.fromEntries(request.headers),
      host: new URL(request.url).host,
      client,
    });
  }),
  limited: http("POST /limited", async (request) => {
    const tooLarge = Number(request.headers.get("content-length")) > 1_024;
    return tooLarge ? new Response(null, { status: 413 }) : new Response(await request.text());
  }),
  params: http("GET /params/:id/:name", (request, { params }) =>
    Response.json({
      polluted: ({} as Record<string, unknown>).isAdmin ?? null,
      inherited: "toString" in params,
      query: Object.fromEntries(new URL(request.url).searchParams),
    }),
  ),
  cookies: http("GET /cookies", () => {
    const headers = new Headers();
    for (const name of ["a", "b"]) headers.append("set-cookie", `${name}=1; Expires=Tue, 09 Jun 2026 10:00:00 GMT`);
    return new Response(null, { headers });
  }),
  split: http("GET /split", () => new Response(null, { headers: { x: "a\r\nSet-Cookie: b=1" } })),
  glyph: http("GET /glyph", () => new Response(null, { headers: { x: "✓" } })),
  phrase: http("GET /phrase", () => new Response(null, { statusText: "OK\r\nx: y" })),
  secret: http("GET /secret", () => {
    throw Object.assign(new Error("password=hunter2"), { detail: "hunter2" });
  }),
};

const clouds = ["memory", "aws", "gcp", "azure", "vercel"] as const;
type Sent = { status: number; body: Record<string, unknown>; text: string; response: Response };

for (const as of clouds)
  describe(`as ${as}`, () => {
    const send = async (path: string, init?: RequestInit): Promise<Sent> => {
      const response = await simulate(app, { as }).fetch(path, init);
      const text = await response.clone().text();
      let body = {};
      try {
        body = JSON.parse(text);
      } catch {}
      return { status: response.status, body, text, response };
    };

    test("security 1: content-length is the bytes that are there", async () => {
      const body = "A".repeat(10_000);
      const { status } = await send("/limited", { method: "POST", body, headers: { "content-length": "1" } });
      // Where the body is a stream, the parser in front of us holds the client to what it said; in memory nothing does.
      expect(status).toBe(as === "aws" || as === "gcp" ? 413 : 200);
    });

    test("security 3: cookies leave one by one, with the commas of their dates", async () => {
      const { response } = await send("/cookies");
      expect(response.headers.getSetCookie()).toEqual([
        "a=1; Expires=Tue, 09 Jun 2026 10:00:00 GMT",
        "b=1; Expires=Tue, 09 Jun 2026 10:00:00 GMT",
      ]);
    });

    test("security 4: the client's address is the platform's word, not the first of X-Forwarded-For", async () => {
      const { body } = await send("/echo", { headers: { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" } });
      expect(body.client).toBe("192.0.2.1");
    });

    test.each([
      ["//evil.com/admin", 404],
      ["/%61dmin", 200],
      ["/Admin", 404],
      ["/admin%2fusers", 404],
      ["/%252e%252e/admin", 404],
      ["/static/%%36%31dmin", 404],
      ["/%5Cadmin", 404],
      ["//admin", 404],
      ["/admin//users", 404],
    ])("security 6 and 8: %s is answered with %i, by the one string that is matched", async (path, status) => {
      const given = await send(`https://app.test${path}`);
      // HTTP API has decoded the path once before us (its trait `rawPath` says so): the function sees another one.
      const decoded = as === "aws" && ["/admin%2fusers", "/%252e%252e/admin"].includes(path);
      expect(given.status).toBe(decoded ? 200 : status);
      expect(given.body.host ?? "app.test").toBe("app.test");
    });

    test("security 8: a broken escape is 400, not 500", async () => {
      const { status, text } = await send("https://app.test/public/%E0%A4%A");
      // API Gateway's HTTP API decodes paths itself, so that this one arrives as an escaped percent sign.
      expect([400, ...(as === "aws" ? [200] : [])]).toContain(status);
      expect(text).not.toMatch(/URIError|stack/);
    });

    test("security 8: an escaped slash climbs out of no folder", async () => {
      const { body } = await send("https://app.test/public/a/..%2F..%2Fsecret");
      // HTTP API has decoded it, and URLs have no dot segments: then it is another path, and so says the router.
      expect(as === "aws" ? body.route : body.path).toBe(as === "aws" ? undefined : "a/..%2F..%2Fsecret");
    });

    test.each(["/split", "/glyph", "/phrase"])(
      "security 9: %s cannot split a response: 500 without detail",
      async (path) => {
        const { status, text, response } = await send(path);
        expect([status, response.headers.getSetCookie(), response.headers.get("y")]).toEqual([500, [], null]);
        expect(text).not.toMatch(/TypeError|Headers|invalid/i);
      },
    );

    test("security 10: hop-by-hop fields and those that Connection names stay behind", async () => {
      const { body } = await send("/echo", {
        headers: {
          connection: "close, x-drop",
          "x-drop": "1",
          te: "trailers",
          "proxy-authorization": "x",
          "x-keep": "1",
        },
      });
      const headers = Object.keys(body.headers as object);
      // In memory nothing is between the client and the function.
      if (as !== "memory") expect(headers).not.toEqual(expect.arrayContaining(["x-drop"]));
      if (as !== "memory")
        for (const name of ["connection", "te", "proxy-authorization"]) expect(headers).not.toContain(name);
      expect(headers).toContain("x-keep");
    });

    test("security 12: names like __proto__ pollute nothing", async () => {
      const { body } = await send("/params/x/constructor?__proto__[isAdmin]=true&constructor=x");
      expect(body).toMatchObject({ polluted: null, inherited: false });
    });

    test("security 16: a long hostile path takes no time", async () => {
      const start = performance.now();
      await send(`/public${"/a-".repeat(50_000)}`);
      await send(`/params${"/a-".repeat(50_000)}`);
      expect(performance.now() - start).toBeLessThan(5_000);
    });

    test.each([
      "x-unmoor-function",
      "x-ms-client-principal",
      "x-ms-client-principal-id",
      "x-apigateway-event",
      "ce-type",
    ])("security 18: %s from the client does not arrive", async (name) => {
      const { body } = await send("/echo", { headers: { [name]: "forged" } });
      if (as !== "memory") expect(body.headers).not.toHaveProperty(name);
      expect(body.route).toBe("echo");
    });

    test("security B3: a failure says nothing of its cause", async () => {
      const { status, text } = await send("/secret");
      expect([status, text]).toEqual([500, '{"title":"Internal Server Error","status":500}']);
    });
  });

test("security 8: guard and handler see one path: a guarded app cannot be reached by another spelling", async () => {
  const guard: HttpMiddleware = {
    http: (request, _context, next) =>
      new URL(request.url).pathname === "/" || request.headers.get("authorization")
        ? next()
        : new Response(null, { status: 401 }),
  };
  const guarded = {
    admin: http("* /admin/**", { use: [guard] }, () => new Response("in")),
    home: http("GET /", () => new Response("home")),
  };
  for (const path of ["/admin", "/%61dmin", "/admin/", "/admin/%2e%2e/admin", "/./admin", "/x/../admin", "/admin//x"])
    expect([path, (await simulate(guarded).fetch(`https://app.test${path}`)).status]).toEqual([path, 401]);
});

// Rows without a test of their own here: 5 (IP lists), 11 (content types), 13 (CORS), 14 and 15 (credentials), 17 (caches)
// and 19 (body limits) speak of middleware that the package does not have.
describe("what no client of Fetch can send, through AWS's codecs", () => {
  /** Hands an event to a codec of AWS as Lambda would, and gives what leaves. */
  const invoke = async (shape: string, event: object): Promise<{ status: number; body: string }> => {
    const { adapter } = await adapters.aws!();
    const codec = (adapter.shapes[shape] as { codec(options: object): Codec<"http", unknown, unknown> }).codec({});
    const host = nodeHost();
    const invocation = createInvocation({ id: "1", native: { event, context: {} }, log() {} }, host);
    const reply = await exchange(codec, event, invocation, httpDispatch(createRoutes(app), { provider: "aws" }), host);
    const { statusCode, body } = reply as { statusCode: number; body: string };
    return { status: statusCode, body };
  };
  const v2 = (path: string, more: object = {}, method = "GET"): object => ({
    version: "2.0",
    rawPath: path,
    rawQueryString: "",
    headers: { host: "app.test" },
    requestContext: { http: { method, path, sourceIp: "192.0.2.1" }, domainName: "app.test", stage: "$default" },
    isBase64Encoded: false,
    ...more,
  });
  const v1 = (path: string, more: object = {}): object => ({
    httpMethod: "GET",
    path,
    requestContext: { identity: { sourceIp: "192.0.2.1" }, domainName: "app.test" },
    ...more,
  });

  test("security 2: repeated headers are kept whole, also where one value is part of another", async () => {
    const { body } = await invoke(
      "rest",
      v1("/echo", {
        headers: { "x-list": "203.0.113.10" },
        multiValueHeaders: { "x-list": ["203.0.113.1", "203.0.113.10"] },
      }),
    );
    expect(JSON.parse(body).headers["x-list"]).toBe("203.0.113.1, 203.0.113.10");
  });

  test.each(["http://evil/admin", "\\admin", "admin", ""])(
    "security 7: the target %j is no path: 400",
    async (path) => {
      expect((await invoke("http-api", v2(path))).status).toBe(400);
      expect((await invoke("rest", v1(path))).status).toBe(400);
    },
  );

  test.each(["a.com/admin?x=", "good.com@evil.com", "a.com#", "a b"])(
    "security 6: the host %j is refused: 400",
    async (host) => {
      expect((await invoke("rest", v1("/public/x", { multiValueHeaders: { Host: [host] } }))).status).toBe(400);
    },
  );

  test("security 10: both spellings of a length, and a coding, give way to the bytes", async () => {
    const headers = { host: "app.test", "Transfer-Encoding": "Chunked", "Content-Length": "1", "content-length": "2" };
    const { body } = await invoke("http-api", v2("/echo", { headers, body: "12345" }, "POST"));
    expect(JSON.parse(body)).toMatchObject({ length: "5", size: 5 });
    expect(JSON.parse(body).headers).not.toHaveProperty("transfer-encoding");
  });

  test.each([
    ["TRACE", 501],
    ["CONNECT", 501],
    ["TRACK", 501],
    ["patch", 501],
    ["", 501],
    ["G T", 501],
    ["QUERY", 405],
  ])("security 21: the method %j is answered with %i, never 500", async (method, status) => {
    expect((await invoke("http-api", v2("/params/a/b", {}, method))).status).toBe(status);
  });

  test("security 21: GET has no body, whatever the event says", async () => {
    const { status, body } = await invoke("http-api", v2("/echo", { body: "!!!", isBase64Encoded: true }));
    expect([status, JSON.parse(body).size, JSON.parse(body).length]).toEqual([200, 0, null]);
  });

  test("security 22: broken base64 is 400, not half a body", async () => {
    const { status, body } = await invoke("http-api", v2("/echo", { body: "!!!aGk=", isBase64Encoded: true }, "POST"));
    expect([status, body]).toEqual([400, '{"title":"Bad Request","status":400}']);
  });

  test.each([{}, { Records: [] }, null, "text", { version: "2.0", requestContext: {} }])(
    "security 22: %j is no HTTP request, and nobody answers 200 to it",
    async (event) => {
      await expect(invoke("http-api", event as object)).rejects.toMatchObject({ code: "UNCLAIMED" });
    },
  );
});

test("security 20: a slow reader holds the source back, and one that leaves ends it", async () => {
  let given = 0;
  let cancelled = false;
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        given++;
        controller.enqueue(new Uint8Array(65_536));
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const endless = { big: http("GET /", () => new Response(source)) };
  const reader = (await simulate(endless, { as: "vercel" }).fetch("/")).body!.getReader();
  for (let i = 0; i < 3; i++) await reader.read();
  expect(given).toBeLessThan(10);
  await reader.cancel();
  expect(cancelled).toBe(true);
});
