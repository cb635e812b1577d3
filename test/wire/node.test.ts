import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  request as nodeRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import {
  disconnected,
  flowOff,
  type NodeRequest,
  type NodeResponse,
  nodeBody,
  nodeHeaders,
  nodeReply,
  sendNode,
} from "../../src/wire/index.ts";

vi.setConfig({ testTimeout: 30_000 });
fc.configureGlobal({ seed: 20261121 });

const utf8 = new TextEncoder();
const bytesOf = async (body: ReturnType<typeof nodeBody>): Promise<Uint8Array | undefined> =>
  body && new Uint8Array(await new Response(body as BodyInit).arrayBuffer());
const unrested = async (): Promise<void> => {};

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.closeAllConnections();
  server?.close();
});

/** A real server; what the listener fails with is given back, so that a test can look at it. */
async function serving(
  listener: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ port: number; origin: string; failures: unknown[] }> {
  const failures: unknown[] = [];
  server = createServer((request, response) => {
    listener(request, response).catch((failure) => failures.push(failure));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, origin: `http://127.0.0.1:${port}`, failures };
}

async function raw(port: number, text: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** What a raw client reads until the server has ended the connection, or `until` is in it. */
async function read(socket: Socket, until?: string): Promise<string> {
  let text = "";
  socket.setEncoding("latin1");
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (until && text.includes(until)) break;
  }
  return text;
}

test("Node's own request and response fit the structural types", () => {
  expectTypeOf<IncomingMessage>().toExtend<NodeRequest>();
  expectTypeOf<ServerResponse>().toExtend<NodeResponse>();
});

describe("headers", () => {
  test("repeated lines stay repeated, and names become lower-case", () => {
    expect(nodeHeaders(["Accept", "a", "ACCEPT", "b", "X", ""])).toEqual([
      ["accept", "a"],
      ["accept", "b"],
      ["x", ""],
    ]);
  });

  test("a value without its name at the end is dropped, and never undefined", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (flat) => {
        const pairs = nodeHeaders(flat);
        expect(pairs).toHaveLength(flat.length >> 1);
        expect(pairs.flat().every((item) => typeof item === "string")).toBe(true);
      }),
    );
  });
});

describe("request body", () => {
  const body = async (head: string, more = ""): Promise<Uint8Array | undefined | Error> => {
    const seen = Promise.withResolvers<Uint8Array | undefined | Error>();
    const { port } = await serving(async (request, response) => {
      seen.resolve(
        await Promise.resolve(nodeBody(request))
          .then(bytesOf)
          .catch((cause: Error) => cause),
      );
      response.end();
    });
    await raw(port, `POST / HTTP/1.1\r\nhost: a\r\n${head}\r\n\r\n${more}`);
    return seen.promise;
  };

  test("bytes with a length arrive", async () => {
    expect(await body("content-length: 2", "hi")).toEqual(utf8.encode("hi"));
  });
  test("chunked bytes arrive", async () => {
    expect(await body("transfer-encoding: chunked", "2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n")).toEqual(utf8.encode("hi!"));
  });
  test("neither length nor chunks is no body", async () => {
    expect(await body("x: 1")).toBeUndefined();
  });
  test("length 0 is no body", async () => {
    expect(await body("content-length: 0")).toBeUndefined();
  });
  test("what the framework has read wins over the stream", () => {
    const rawBody = utf8.encode("read");
    expect(
      nodeBody({ rawHeaders: ["content-length", "4"], rawBody, readableEnded: true } as unknown as NodeRequest),
    ).toBe(rawBody);
  });
  test("a body that somebody has read away is an error, never an empty one", () => {
    const consumed = { rawHeaders: ["Content-Length", "4"], readableEnded: true } as unknown as NodeRequest;
    expect(() => nodeBody(consumed)).toThrow(expect.objectContaining({ code: "BODY_CONSUMED" }));
  });

  test("random bytes in random chunks arrive in order", async () => {
    const { port } = await serving(async (request, response) => {
      response.end(await bytesOf(nodeBody(request)));
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1 }), async (chunks) => {
        const call = nodeRequest({ port, host: "127.0.0.1", method: "POST" });
        for (const chunk of chunks) call.write(chunk);
        call.end();
        const [answer] = (await once(call, "response")) as [IncomingMessage];
        const back = Buffer.concat(await answer.toArray());
        expect(back.equals(Buffer.concat(chunks))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("chunks are plain bytes of their own, no slices of Node's pool", async () => {
    const seen = Promise.withResolvers<Uint8Array>();
    const { port } = await serving(async (request, response) => {
      const { value } = await (nodeBody(request) as ReadableStream<Uint8Array>).getReader().read();
      seen.resolve(value as Uint8Array);
      response.end();
    });
    await raw(port, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi");
    const chunk = await seen.promise;
    expect(Object.getPrototypeOf(chunk)).toBe(Uint8Array.prototype);
    expect(chunk.buffer.byteLength).toBe(2);
  });

  test("nothing is read before the handler reads", async () => {
    const seen = Promise.withResolvers<boolean | null>();
    const { port } = await serving(async (request) => {
      nodeBody(request);
      seen.resolve(request.readableFlowing);
    });
    await raw(port, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi");
    expect(await seen.promise).toBe(null);
  });

  test("a client that goes away midway fails the read", async () => {
    const seen = Promise.withResolvers<unknown>();
    const began = Promise.withResolvers<void>();
    const { port } = await serving(async (request) => {
      const reader = (nodeBody(request) as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      began.resolve();
      await reader.read().then(seen.resolve, seen.resolve);
    });
    const socket = await raw(port, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhi");
    await began.promise;
    socket.destroy();
    expect(await seen.promise).toBeInstanceOf(Error);
  });

  test.each(["reads all of it", "reads none", "cancels", "forgets its reader"])(
    "a handler that %s leaves the connection to the response and the next request",
    async (how) => {
      const { port } = await serving(async (request, response) => {
        const body = nodeBody(request) as ReadableStream<Uint8Array> | undefined;
        if (how === "reads all of it") await bytesOf(body);
        else if (how !== "reads none") {
          const reader = body?.getReader();
          await reader?.read();
          if (how === "cancels") await reader?.cancel();
        }
        response.end(request.url);
        flowOff(request);
      });
      const body = "x".repeat(2_000_000);
      const socket = await raw(port, `POST /1 HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      await read(socket, "/1");
      socket.write("GET /2 HTTP/1.1\r\nhost: a\r\n\r\n");
      expect(await read(socket, "/2")).toContain("200 OK");
    },
  );
});

describe("reply", () => {
  test("a body that is whole is bytes, so that it leaves with its length", async () => {
    for (const [body, bytes] of [
      ["text", utf8.encode("text")],
      [new Uint8Array([0, 255]), new Uint8Array([0, 255])],
      ["", new Uint8Array()],
      [null, new Uint8Array()],
      [new URLSearchParams("a=1"), utf8.encode("a=1")],
    ] as const)
      for (const response of [new Response(body as BodyInit), new Response(body as BodyInit).clone()])
        expect((await nodeReply(response)).body).toEqual(bytes);
  });

  test("a body that goes on is a stream with all of its chunks", async () => {
    let count = 0;
    const response = new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setImmediate(resolve));
          if (count++ === 3) controller.close();
          else controller.enqueue(utf8.encode(String(count)));
        },
      }),
    );
    const { body } = await nodeReply(response);
    expect(body).toBeInstanceOf(ReadableStream);
    expect(await new Response(body as BodyInit).text()).toBe("123");
  });

  test("a body that fails at its first chunk, or at once after it, fails the reply while a 500 is possible", async () => {
    for (const chunks of [0, 1]) {
      let left = chunks;
      const body = new ReadableStream({
        pull(controller) {
          if (left-- > 0) controller.enqueue(utf8.encode("x"));
          else controller.error(new Error("no"));
        },
      });
      await expect(nodeReply(new Response(body))).rejects.toThrow("no");
    }
  });

  test("HEAD, 204 and 304 have no body, not even an empty one", async () => {
    expect((await nodeReply(new Response("x"), "HEAD")).body).toBeNull();
    expect((await nodeReply(new Response(null, { status: 204 }))).body).toBeNull();
    expect((await nodeReply(new Response(null, { status: 304 }))).body).toBeNull();
    expect((await nodeReply(new Response(null, { status: 205 }))).body).toEqual(new Uint8Array());
  });

  test("every cookie is a line of its own", async () => {
    const headers = new Headers({ a: "1" });
    headers.append("set-cookie", "a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT");
    headers.append("set-cookie", "b=2");
    expect((await nodeReply(new Response(null, { headers }))).headers).toEqual([
      "a",
      "1",
      "set-cookie",
      "a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT",
      "set-cookie",
      "b=2",
      "content-length",
      "0",
    ]);
  });
});

describe("sending", () => {
  const answered = async (response: () => Response): Promise<Response> => {
    const { origin } = await serving(async (request, out) =>
      sendNode(await nodeReply(response(), request.method), out, unrested),
    );
    return fetch(origin);
  };

  test("bytes leave exactly, with their length", async () => {
    const bytes = new Uint8Array(
      fc.sample(fc.uint8Array({ minLength: 65_536, maxLength: 65_536 }), { seed: 7, numRuns: 1 })[0]!,
    );
    const answer = await answered(() => new Response(bytes));
    expect(answer.headers.get("content-length")).toBe("65536");
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
  });

  test("an empty body has length 0, and 204 has none", async () => {
    expect((await answered(() => new Response(null))).headers.get("content-length")).toBe("0");
    expect((await answered(() => new Response(null, { status: 204 }))).headers.get("content-length")).toBeNull();
  });

  test("a handler's own content-length does not lie about the bytes", async () => {
    const answer = await answered(() => new Response("four", { headers: { "content-length": "2" } }));
    expect(await answer.text()).toBe("four");
  });

  test.each(["x", ""])(
    "a reply of bytes (%j) is not begun before the rest has settled, a streamed one not ended",
    async (text) => {
      for (const streamed of [false, true]) {
        const seen: boolean[] = [];
        const { origin } = await serving(async (_request, response) => {
          const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
          const body = new ReadableStream({
            async start(controller) {
              controller.enqueue(utf8.encode(text));
              await turn();
              controller.close();
            },
          });
          const rest = async (): Promise<void> => {
            await turn();
            seen.push(streamed ? response.writableEnded : response.headersSent);
          };
          await sendNode(await nodeReply(new Response(streamed ? body : text)), response, rest);
        });
        expect(await (await fetch(origin)).text()).toBe(text);
        expect(seen).toEqual([false]);
        server?.close();
      }
    },
  );

  test("chunks leave one by one", async () => {
    const steps = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let at = 0;
    const answer = await answered(
      () =>
        new Response(
          new ReadableStream({
            async pull(controller) {
              if (at) await steps[at - 1]?.promise;
              if (at++ < 2) controller.enqueue(utf8.encode(String(at)));
              else controller.close();
            },
          }),
        ),
    );
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader.read()).toEqual({ done: false, value: "1" });
    steps[0]!.resolve();
    expect(await reader.read()).toEqual({ done: false, value: "2" });
    steps[1]!.resolve();
    expect((await reader.read()).done).toBe(true);
  });

  test("a client that does not read stops the source, and one that goes away cancels it", async () => {
    let pulls = 0;
    const cancelled = Promise.withResolvers<void>();
    const signal = Promise.withResolvers<AbortSignal>();
    const ended = Promise.withResolvers<void>();
    let out: ServerResponse | undefined;
    const { port } = await serving(async (request, response) => {
      out = response;
      signal.resolve(disconnected(response));
      const chunk = new Uint8Array(65_536);
      const body = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            await new Promise((resolve) => setImmediate(resolve));
            if (++pulls < 16_384) controller.enqueue(chunk);
            else controller.close();
          },
          cancel: () => cancelled.resolve(),
        },
        { highWaterMark: 0 },
      );
      await sendNode(await nodeReply(new Response(body), request.method), response, unrested);
      ended.resolve();
    });
    const socket = await raw(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    socket.pause();
    await vi.waitFor(() => expect(out?.writableNeedDrain).toBe(true), { timeout: 20_000 });
    // The kernel holds a few MB of the 1 GiB.
    expect(pulls).toBeLessThan(1024);
    const { aborted } = await signal.promise;
    expect(aborted).toBe(false);
    socket.destroy();
    await cancelled.promise;
    await ended.promise;
    await vi.waitFor(async () => expect((await signal.promise).aborted).toBe(true), { timeout: 20_000 });
    expect(((await signal.promise).reason as Error).name).toBe("AbortError");
  });

  test("a body that fails midway rejects and leaves the cut to the caller", async () => {
    const { port, failures } = await serving(async (request, response) => {
      let sent = false;
      const body = new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setImmediate(resolve));
          if (sent) throw new Error("midway");
          sent = true;
          controller.enqueue(utf8.encode("half"));
        },
      });
      try {
        await sendNode(await nodeReply(new Response(body), request.method), response, unrested);
      } finally {
        response.destroy();
      }
    });
    const text = await read(await raw(port, "GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
    expect(text).toContain("half");
    // The last chunk never comes: the client knows that the answer is broken.
    expect(text).not.toContain("\r\n0\r\n\r\n");
    expect(failures).toEqual([expect.objectContaining({ message: "midway" })]);
  });

  test("a response that has left is no disconnect", async () => {
    const closed = Promise.withResolvers<AbortSignal>();
    const { origin } = await serving(async (request, response) => {
      const signal = disconnected(response);
      response.once("close", () => closed.resolve(signal));
      await sendNode(await nodeReply(new Response("x"), request.method), response, unrested);
    });
    await (await fetch(origin)).text();
    expect((await closed.promise).aborted).toBe(false);
  });
});
