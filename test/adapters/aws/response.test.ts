import { http } from "unmoor";
import { type Codec, createRoutes, exchange, httpDispatch } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { alb, albSingle } from "../../../adapters/aws/codec/alb.ts";
import { functionUrl, functionUrlStream } from "../../../adapters/aws/codec/function-url.ts";
import { httpApi } from "../../../adapters/aws/codec/http-api.ts";
import { rest, restStream } from "../../../adapters/aws/codec/rest.ts";
import { adapter } from "../../../adapters/aws/index.ts";
import { albAnswer } from "../../../adapters/aws/inverse/alb.ts";
import { albMulti, albOne, invocation, testHost, url, v1, v2 } from "./samples.ts";

const buffered: [string, Codec<"http">, unknown][] = [
  ["HTTP API", httpApi() as Codec<"http">, v2()],
  ["Function URL", functionUrl() as Codec<"http">, url()],
  ["REST", rest() as Codec<"http">, v1()],
  ["ALB multi", alb() as Codec<"http">, albMulti()],
  ["ALB single", albSingle() as Codec<"http">, albOne()],
];
type Reply = Record<string, unknown> & {
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
};
const encode = async (codec: Codec<"http">, wire: unknown, response: Response) =>
  (await codec.encode(response, wire)) as Reply;

const cookies = ["a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT", "b=2; Expires=Wed, 10 Jun 2026 10:18:14 GMT"];
const withCookies = (): Response =>
  new Response("x", { headers: [["x-a", "1"], ...cookies.map((one): [string, string] => ["set-cookie", one])] });

describe("cookies leave whole, each once", () => {
  test.each([buffered[0]!, buffered[1]!])("R1 %s: in `cookies`, none in `headers`", async (_, codec, wire) => {
    const reply = await encode(codec, wire, withCookies());
    expect(reply.cookies).toEqual(cookies);
    expect(Object.keys(reply.headers!).sort()).toEqual(["content-type", "x-a"]);
  });
  test("R2 REST: in `multiValueHeaders`, no `cookies` key, no header in both maps", async () => {
    const reply = await encode(rest() as Codec<"http">, v1(), withCookies());
    expect(reply).not.toHaveProperty("cookies");
    expect(reply.multiValueHeaders).toEqual({ "set-cookie": cookies });
    expect(Object.keys(reply.headers!).sort()).toEqual(["content-type", "x-a"]);
  });
  test("R3 ALB multi: everything in `multiValueHeaders`, nothing in `headers`", async () => {
    const reply = await encode(alb() as Codec<"http">, albMulti(), withCookies());
    expect(reply).not.toHaveProperty("headers");
    expect(reply.multiValueHeaders).toMatchObject({ "set-cookie": cookies, "x-a": ["1"] });
  });
  test("R3 ALB single: everything in `headers`, nothing in `multiValueHeaders`", async () => {
    const reply = await encode(albSingle() as Codec<"http">, albOne(), withCookies());
    expect(reply).not.toHaveProperty("multiValueHeaders");
    expect(reply.headers).toMatchObject({ "x-a": "1" });
  });
  test("R4 ALB single: n cookies under n spellings of the name, never joined", async () => {
    const many = Array.from({ length: 512 }, (_, at) => `c${at}=1`);
    const response = new Response(null, { headers: many.map((one): [string, string] => ["set-cookie", one]) });
    const reply = await encode(albSingle() as Codec<"http">, albOne(), response);
    const sent = Object.entries(reply.headers!).filter(([name]) => name.toLowerCase() === "set-cookie");
    expect(sent.map(([, value]) => value)).toEqual(many);
    expect(albAnswer(reply, false).headers.map(([, value]) => value)).toEqual(many);
  });
  test("R4 ALB single: more than there are spellings is an error, never a loss", async () => {
    const response = new Response(null, {
      headers: Array.from({ length: 513 }, (_, at): [string, string] => ["set-cookie", `c${at}=1`]),
    });
    await expect((async () => albSingle().encode(response, albOne()))()).rejects.toMatchObject({
      code: "TOO_MANY_COOKIES",
    });
  });
});

test.each(buffered)(
  "R5 R6 %s: header values are strings, the status a number, no null anywhere",
  async (_, codec, wire) => {
    const reply = await encode(codec, wire, withCookies());
    const values = [...Object.values(reply.headers ?? {}), ...Object.values(reply.multiValueHeaders ?? {}).flat()];
    expect(values.every((value) => typeof value === "string")).toBe(true);
    expect(reply.statusCode).toBe(200);
    expect(reply.isBase64Encoded).toBeTypeOf("boolean");
    expect(Object.values(reply)).not.toContain(null);
  },
);

describe("R7 text or base64 by the bytes, not by the content type", () => {
  const cases: [string, Uint8Array, string, boolean][] = [
    ["+xml that is binary", new Uint8Array([0, 255, 254]), "application/octet+xml", true],
    ["latin-1 text", new Uint8Array([0x67, 0xfc]), "text/plain; charset=iso-8859-1", true],
    ["gzip under text/html", new Uint8Array([0x1f, 0x8b, 8, 0, 200]), "text/html", true],
    ["JSON under an octet-stream", new TextEncoder().encode('{"ü":"👋"}'), "application/octet-stream", false],
    ["a byte order mark", new TextEncoder().encode("\ufeffa"), "text/csv", false],
  ];
  test.each(cases)("%s comes out exact", async (_, bytes, type, base64) => {
    for (const [, codec, wire] of buffered) {
      const reply = await encode(codec, wire, new Response(bytes as BodyInit, { headers: { "content-type": type } }));
      expect(reply.isBase64Encoded).toBe(base64);
      expect(new Uint8Array(Buffer.from(reply.body, base64 ? "base64" : "utf8"))).toEqual(bytes);
    }
  });
});

test("R8 REST sends bytes as bytes: the template declares all types binary", () => {
  const files = adapter.emit([{ name: "http", trigger: "http", shape: "rest", functions: [], module: "unmoor:app" }], {
    name: "app",
  });
  expect(files["template.yaml"]).toContain('BinaryMediaTypes: ["*~1*"]');
});

describe("R9 no body where there can be none", () => {
  test.each([204, 205, 304])("status %i keeps its headers", async (status) => {
    for (const [, codec, wire] of buffered) {
      const reply = await encode(codec, wire, new Response(null, { status, headers: { etag: '"1"' } }));
      expect([reply.statusCode, reply.body, reply.isBase64Encoded]).toEqual([status, "", false]);
      expect(reply.headers?.etag ?? reply.multiValueHeaders?.etag?.[0]).toBe('"1"');
    }
  });
  test("HEAD is answered from GET without its body", async () => {
    const one = http("GET /a", () => new Response("x", { headers: { etag: '"1"' } }));
    const dispatch = httpDispatch(createRoutes({ one }), { provider: "aws" });
    for (const [codec, wire] of [
      [httpApi(), v2({}, { http: { method: "HEAD" } })],
      [functionUrl(), url({}, { http: { method: "HEAD" } })],
      [rest(), v1({ httpMethod: "HEAD" })],
      [alb(), albMulti({ httpMethod: "HEAD" })],
      [albSingle(), albOne({ httpMethod: "HEAD" })],
    ] as [Codec<"http">, unknown][]) {
      const reply = (await exchange(codec, wire, invocation(), dispatch, testHost())) as Reply;
      expect([reply.statusCode, reply.body]).toEqual([200, ""]);
      expect(reply.headers?.etag ?? reply.multiValueHeaders?.etag?.[0]).toBe('"1"');
    }
  });
});

test.each(buffered)("R10 %s: what the platform sets itself is left to it", async (_, codec, wire) => {
  const headers = {
    "content-length": "3",
    date: "x",
    connection: "close",
    "keep-alive": "1",
    "transfer-encoding": "chunked",
    "x-a": "1",
  };
  const reply = await encode(codec, wire, new Response("abc", { headers }));
  expect(Object.keys(reply.headers ?? reply.multiValueHeaders!).sort()).toEqual(["content-type", "x-a"]);
});

describe("R11 a reply that is too large is an error before Lambda drops it", () => {
  test("6,291,556 bytes of JSON pass, one more does not", async () => {
    const empty = Buffer.byteLength(
      JSON.stringify(await encode(httpApi() as Codec<"http">, v2(), new Response(new Uint8Array()))),
    );
    const body = new Uint8Array(6_291_556 - empty).fill(97);
    await expect(httpApi().encode(new Response(body), v2())).resolves.toMatchObject({ statusCode: 200 });
    const over = new Uint8Array(body.length + 1).fill(97);
    await expect(httpApi().encode(new Response(over), v2())).rejects.toMatchObject({ code: "RESPONSE_TOO_LARGE" });
  });
  test("base64 counts by its own length, escaped characters by theirs", async () => {
    await expect(rest().encode(new Response(new Uint8Array(4_800_000).fill(255)), v1())).rejects.toMatchObject({
      code: "RESPONSE_TOO_LARGE",
    });
    await expect(rest().encode(new Response("\u0000".repeat(1_100_000)), v1())).rejects.toMatchObject({
      code: "RESPONSE_TOO_LARGE",
    });
    await expect(rest().encode(new Response("a".repeat(4_800_000)), v1())).resolves.toMatchObject({ statusCode: 200 });
  });
  test("a load balancer takes 1 MB", async () => {
    await expect(alb().encode(new Response("a".repeat(1_048_576)), albMulti())).rejects.toMatchObject({
      code: "RESPONSE_TOO_LARGE",
    });
    await expect(alb().encode(new Response("a".repeat(1_000_000)), albMulti())).resolves.toMatchObject({
      statusCode: 200,
    });
  });
});

test.each(buffered)("R13 %s: the full object, always", async (_, codec, wire) => {
  expect(Object.keys(await encode(codec, wire, new Response()))).toEqual(
    expect.arrayContaining(["statusCode", "body", "isBase64Encoded"]),
  );
});

test.each(buffered)("R14 %s: 200 to 599 as they are", async (_, codec, wire) => {
  for (const status of [200, 299, 404, 599])
    expect((await encode(codec, wire, new Response(null, { status }))).statusCode).toBe(status);
});

describe("a streamed reply", () => {
  test("R15 the prelude has status, headers and cookies of payload 2.0", async () => {
    const { prelude, body } = await functionUrlStream().encode(withCookies(), url());
    expect(prelude).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/plain;charset=UTF-8", "x-a": "1" },
      cookies,
    });
    expect(await new Response(body).text()).toBe("x");
  });
  test("R15 REST's has multi-value headers, as its guide shows", async () => {
    const { prelude } = await restStream().encode(withCookies(), v1());
    expect(prelude).toEqual({
      statusCode: 200,
      headers: { "content-type": "text/plain;charset=UTF-8", "x-a": "1" },
      multiValueHeaders: { "set-cookie": cookies },
    });
  });
  test("R16 nothing to write is null", async () => {
    expect((await functionUrlStream().encode(new Response(null, { status: 204 }), url())).body).toBeNull();
  });
  test("R18 a body that fails before its first byte is still an error", async () => {
    const body = () => new ReadableStream({ start: (controller) => controller.error(new Error("early")) });
    await expect(functionUrlStream().encode(new Response(body()), url())).rejects.toThrow("early");
    await expect(restStream().encode(new Response(body()), v1())).rejects.toThrow("early");
  });
  test("R21 nothing compresses, and what the app has compressed leaves as it is", async () => {
    const { prelude } = await functionUrlStream().encode(new Response("x".repeat(10_000)), url());
    expect(prelude.headers).not.toHaveProperty("content-encoding");
  });
});
