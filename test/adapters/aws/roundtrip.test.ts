import fc from "fast-check";
import type { Codec, Inverse } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/aws/index.ts";
import { albMulti, albOne, httpShapes, invocation, statusOf, url, v1, v2 } from "./samples.ts";

const seed = 20261121;
const shapes = httpShapes.map((name) => {
  const { codec, inverse, traits } = adapter.shapes[name]!;
  return {
    name,
    codec: codec({} as never) as Codec<"http", unknown, unknown>,
    inverse: inverse as Inverse<"http", unknown, unknown>,
    traits,
  };
});

const token = fc.stringMatching(/^[a-z][a-z\d-]{0,12}$/);
/** Headers of a client's own; those that the front adds or takes are not the client's. */
const own = token.filter(
  (name) =>
    !/^(host|cookie|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|date|content-.*|set-cookie.*|proxy-.*|x-.*|ce-.*|server|warning|max-forwards|user-agent|www-authenticate)$/.test(
      name,
    ),
);
const value = fc.stringMatching(/^[!-~\u00a1-\u00ff]([ !-~\u00a1-\u00ff]{0,20}[!-~\u00a1-\u00ff])?$/);
const segment = fc.stringMatching(/^([A-Za-z\d._~-]|%2F|%20|%C3%A9|%25){1,8}$/).filter((part) => !/^\.+$/.test(part));
const query = fc.array(
  fc.tuple(
    fc.stringMatching(/^([A-Za-z\d._~-]|%20|%26|\+){1,6}$/),
    fc.stringMatching(/^([A-Za-z\d._~-]|%3D|%C3%A9){0,6}$/),
  ),
  { maxLength: 4 },
);
const bytes = fc.uint8Array({ maxLength: 300 });

const requests = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"),
  path: fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.join("/")}`),
  query,
  headers: fc.uniqueArray(fc.tuple(own, value), { selector: ([name]) => name, maxLength: 5 }),
  cookies: fc.array(fc.stringMatching(/^[a-z]{1,4}=[a-z\d]{0,6}$/), { maxLength: 3 }),
  type: fc.constantFrom(
    "text/plain",
    "application/json",
    "application/octet-stream",
    "multipart/form-data; boundary=x",
  ),
  body: bytes,
  client: fc.ipV4(),
});

const sorted = (pairs: Iterable<readonly [string, string]>): string[] =>
  [...pairs].map((pair) => pair.join("=")).sort();

describe.each(shapes)("$name", ({ name, codec, inverse, traits }) => {
  test("a delivery comes back from the event that AWS makes of it, up to the declared traits", async () => {
    await fc.assert(
      fc.asyncProperty(
        requests,
        async ({ method, path: drawn, query: pairs, headers, cookies, type, body, client }) => {
          // What HTTP API decodes for good, and says so, is not sent to it.
          const path = traits.rawPath === true ? drawn : drawn.replace(/%2[5F]/g, "-");
          const bodiless = method === "GET" || method === "HEAD";
          const search = pairs.map((pair) => pair.join("=")).join("&");
          const host = name.startsWith("function-url") ? "abc.lambda-url.eu-central-1.on.aws" : "api.example.com";
          const sent = new Request(`https://${host}${path}${search && `?${search}`}`, {
            method,
            headers: [
              ...headers,
              ["content-type", type],
              ...(cookies.length ? [["cookie", cookies.join("; ")] as [string, string]] : []),
            ],
            ...(bodiless ? {} : { body: body as BodyInit }),
          });
          const wire = await inverse.wire({ request: sent.clone() as Request, client });
          // What is handed over is JSON, whatever the inverse made.
          const event: unknown = JSON.parse(JSON.stringify(wire));
          expect(
            shapes.filter((shape) => shape.codec.claims(event)).map((shape) => shape.name.replace("-stream", "")),
          ).toContain(name.replace("-stream", ""));
          const got = codec.decode(event, invocation());
          expect(got.request.method).toBe(method);
          expect(got.client).toBe(client);
          const [before, after] = [new URL(sent.url), new URL(got.request.url)];
          expect(after.origin).toBe(before.origin);
          expect(after.pathname).toBe(before.pathname);
          if (traits.rawQuery === true) expect(after.search).toBe(before.search);
          else if (name === "alb-single")
            expect(sorted(after.searchParams)).toEqual(
              sorted([...new Map(pairs)].map(([key, one]) => [...new URLSearchParams(`${key}=${one}`)][0]!)),
            );
          else expect(sorted(after.searchParams)).toEqual(sorted(before.searchParams));
          for (const [key, one] of sent.headers) expect([key, got.request.headers.get(key)]).toEqual([key, one]);
          if (!bodiless) expect(new Uint8Array(await got.request.arrayBuffer())).toEqual(new Uint8Array(body));
        },
      ),
      { seed, numRuns: 150 },
    );
  });

  test("a response comes out of AWS as it went in, up to the declared traits", async () => {
    const wires: Record<string, unknown> = {
      "http-api": v2(),
      "function-url": url(),
      "function-url-stream": url(),
      rest: v1(),
      "rest-stream": v1(),
      alb: albMulti(),
      "alb-single": albOne(),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(200, 201, 204, 304, 404, 418, 500, 599),
        fc.uniqueArray(fc.tuple(own, value), { selector: ([key]) => key, maxLength: 5 }),
        fc.array(fc.stringMatching(/^[a-z]{1,4}=[a-z\d]{0,6}(; Expires=Tue, 09 Jun 2026 10:18:14 GMT)?$/), {
          maxLength: 4,
        }),
        bytes,
        async (status, headers, cookies, body) => {
          const empty = status === 204 || status === 304;
          const pairs = [...headers, ...cookies.map((one): [string, string] => ["set-cookie", one])];
          const wire = wires[name]!;
          const reply = await codec.encode(
            new Response(empty ? null : (body as BodyInit), { status, headers: pairs }),
            wire,
          );
          const seen = inverse.outcome(reply, wire, []) as Response;
          expect(seen.status).toBe(status);
          expect(seen.headers.getSetCookie()).toEqual(cookies);
          for (const [key, one] of headers) expect(seen.headers.get(key)).toBe(new Headers([[key, one]]).get(key));
          expect(new Uint8Array(await seen.arrayBuffer())).toEqual(empty ? new Uint8Array() : new Uint8Array(body));
        },
      ),
      { seed, numRuns: 150 },
    );
  });

  test("whatever JSON arrives: claims never throws, and what is claimed is answered or refused, never a failure of ours", async () => {
    const json = fc.jsonValue();
    const member = (known: unknown) =>
      fc.oneof({ weight: 2, arbitrary: fc.constant(known) }, { weight: 1, arbitrary: json });
    const wild = fc.record(
      {
        version: member("2.0"),
        httpMethod: member("POST"),
        path: member("/a"),
        rawPath: member("/a"),
        rawQueryString: member("a=1"),
        cookies: member(["a=1"]),
        headers: member({ a: "1" }),
        multiValueHeaders: member({ a: ["1"] }),
        queryStringParameters: member({ a: "1" }),
        multiValueQueryStringParameters: member({ a: ["1"] }),
        requestContext: fc.oneof(
          json,
          fc.record(
            {
              http: fc.oneof(
                json,
                fc.record({ method: member("POST"), path: member("/a"), sourceIp: member("192.0.2.1") }),
              ),
              elb: member({}),
              domainName: fc.oneof(fc.constant("a.lambda-url.b.on.aws"), json),
              stage: member("$default"),
              identity: member(null),
            },
            { requiredKeys: [] },
          ),
        ),
        body: member("x"),
        isBase64Encoded: member(false),
      },
      { requiredKeys: ["version", "httpMethod", "requestContext"] },
    );
    let claimed = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, wild), async (event) => {
        if (!codec.claims(event)) return;
        claimed++;
        const status = name.endsWith("-stream") ? 200 : await statusOf(codec, event);
        expect([200, 400, 501]).toContain(status);
      }),
      { seed, numRuns: 1500 },
    );
    expect(claimed).toBeGreaterThan(0);
  });
});
