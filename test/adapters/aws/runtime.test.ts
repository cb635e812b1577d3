import { Writable } from "node:stream";
import { http } from "unmoor";
import { createRoutes, httpDispatch } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { functionUrlStream } from "../../../adapters/aws/codec/function-url.ts";
import { httpApi } from "../../../adapters/aws/codec/http-api.ts";
import {
  buffered,
  type LambdaContext,
  type ResponseStream,
  streaming,
  toLambda,
} from "../../../adapters/aws/runtime.ts";
import { albMulti, albOne, recorded, recordings, url, v1, v2 } from "./samples.ts";

const context: LambdaContext = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 5000 };
const app = {
  hello: http("GET /a", (_, { native }) =>
    Response.json({ same: (native as { context: unknown }).context === context }),
  ),
};

describe("toLambda", () => {
  test.each([
    ["HTTP API", v2()],
    ["Function URL", url()],
    ["REST", v1()],
    ["HTTP API with payload 1.0", { ...v1(), version: "1.0" }],
    ["ALB multi", albMulti()],
    ["ALB single", albOne()],
  ])("takes %s, and hands on the native event and context", async (_, event) => {
    const reply = (await toLambda(app)(event, context)) as { statusCode: number; body: string };
    expect([reply.statusCode, reply.body]).toEqual([200, '{"same":true}']);
  });

  test("has two parameters: with three, nodejs24.x does not start it", () => {
    expect(toLambda(app).length).toBe(2);
  });

  test.each([null, undefined, 1, "x", [], {}, { Records: [] }])(
    "an event like %o is a named error, never an answer",
    async (event) => {
      await expect(toLambda(app)(event, context)).rejects.toMatchObject({ code: "UNCLAIMED" });
    },
  );

  test("an event that two codecs claim is a named error", async () => {
    const both = { ...v2(), requestContext: { ...v2().requestContext, elb: {} } };
    await expect(toLambda(app)(both, context)).rejects.toMatchObject({ code: "AMBIGUOUS" });
  });

  test.skipIf(!recorded)("no recorded event of another trigger is answered", async () => {
    const handler = toLambda(app);
    const http = new Set(["http-api-v2", "function-url", "rest-v1", "alb-multi", "alb-single"]);
    for (const { kind, event } of recordings())
      if (!http.has(kind)) await expect(handler(event, context)).rejects.toMatchObject({ code: "UNCLAIMED" });
  });

  test("the base path is taken off in every shape", async () => {
    const reply = (await toLambda(app, { basePath: "/v1" })(v1({ path: "/v1/a" }), context)) as { statusCode: number };
    expect(reply.statusCode).toBe(200);
  });
});

test("an entry of one shape refuses the events of others", async () => {
  const handler = buffered(httpApi(), httpDispatch(createRoutes(app), { provider: "aws" }));
  await expect(handler(url(), context)).rejects.toMatchObject({ code: "UNCLAIMED" });
});

test.each([
  [
    "REST, in the client's case",
    v1({ headers: { Traceparent: "T" } as never, multiValueHeaders: { Traceparent: ["T"] } }),
  ],
  ["ALB multi", albMulti({ multiValueHeaders: { traceparent: ["T"] } })],
  ["HTTP API", v2({ headers: { traceparent: "T" } })],
])("Q20 %s: the request's own traceparent is the context's trace", async (_, event) => {
  const own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const traced = { one: http("GET /a", (_request, { trace }) => new Response(trace)) };
  const native = JSON.parse(JSON.stringify(event).replaceAll('"T"', `"${own}"`));
  const xRayTraceId = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  expect(await toLambda(traced)(native, { ...context, xRayTraceId })).toMatchObject({ body: own });
});

test("waitUntil work ends before a buffered handler returns", async () => {
  let done = false;
  const later = http("GET /a", (_, { waitUntil }) => {
    waitUntil(
      new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        done = true;
      }),
    );
    return new Response("now");
  });
  await buffered(httpApi(), httpDispatch(createRoutes({ later }), { provider: "aws" }))(v2(), context);
  expect(done).toBe(true);
});

describe("streaming", () => {
  /** A stream like the runtime's: 64 KiB in it are full, and it drains when told to. */
  function responseStream(): ResponseStream & { readonly chunks: Buffer[]; contentType?: string; release(): void } {
    const waiting: (() => void)[] = [];
    const chunks: Buffer[] = [];
    let open = false;
    const stream = new Writable({
      highWaterMark: 65_536,
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        if (open) done();
        else waiting.push(done);
      },
    });
    return Object.assign(stream, {
      chunks,
      setContentType(this: { contentType?: string }, type: string) {
        this.contentType = type;
      },
      release() {
        open = true;
        for (const done of waiting.splice(0)) done();
      },
    });
  }
  const handlerOf = (respond: () => Response) =>
    streaming(functionUrlStream(), httpDispatch(createRoutes({ one: http("GET /a", respond) }), { provider: "aws" }));

  test("R17 a full stream stops the source until it drains", async () => {
    let pulled = 0;
    const handler = handlerOf(
      () =>
        new Response(
          new ReadableStream(
            {
              pull(controller) {
                if (++pulled > 50) controller.close();
                else controller.enqueue(new Uint8Array(65_536));
              },
            },
            { highWaterMark: 0 },
          ),
        ),
    );
    const stream = responseStream();
    const done = handler(url(), stream, context);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(pulled).toBeLessThan(5);
    stream.release();
    await done;
    expect(pulled).toBe(51);
    const bytes = Buffer.concat(stream.chunks);
    const at = bytes.indexOf(Buffer.alloc(8));
    expect(JSON.parse(bytes.subarray(0, at).toString())).toMatchObject({ statusCode: 200 });
    expect(bytes.length - at - 8).toBe(50 * 65_536);
    expect(stream.contentType).toBe("application/vnd.awslambda.http-integration-response");
  });

  test("R22 each chunk is a write of its own: only the platform may hold small ones back", async () => {
    const stream = responseStream();
    stream.release();
    const parts = ["a", "b", "c"];
    const body = new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part) controller.enqueue(new TextEncoder().encode(part));
        else controller.close();
      },
    });
    await handlerOf(() => new Response(body))(url(), stream, context);
    expect(stream.chunks.slice(2).map(String)).toEqual(["a", "b", "c"]);
  });

  test("R23 the stream may be a plain object with the methods of a Writable", async () => {
    const stream = responseStream();
    stream.release();
    const plain: ResponseStream = {
      setContentType: (type) => stream.setContentType(type),
      write: (chunk) => stream.write(chunk),
      end: (done) => stream.end(done),
      once: (event, listener) => stream.once(event, listener),
    };
    await handlerOf(() => new Response("whole"))(url(), plain, context);
    expect(Buffer.concat(stream.chunks).toString()).toMatch(/\0{8}whole$/);
  });

  test("R16 the prelude is written where there is no body", async () => {
    const stream = responseStream();
    stream.release();
    await handlerOf(() => new Response(null, { status: 204 }))(url(), stream, context);
    expect(Buffer.concat(stream.chunks).toString()).toBe(
      `{"statusCode":204,"headers":{},"cookies":[]}${"\0".repeat(8)}`,
    );
  });

  test("R19 R20 a failure midway rejects and leaves the stream to the runtime", async () => {
    const stream = responseStream();
    stream.release();
    let step = 0;
    const body = () =>
      new ReadableStream(
        {
          pull(controller) {
            if (step++) controller.error(new Error("midway"));
            else controller.enqueue(new Uint8Array(1));
          },
        },
        { highWaterMark: 0 },
      );
    await expect(handlerOf(() => new Response(body()))(url(), stream, context)).rejects.toThrow("midway");
    expect((stream as unknown as Writable).writableEnded).toBe(false);
    expect((stream as unknown as Writable).destroyed).toBe(false);
  });
});
