import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RequestParts, request } from "../../src/wire/index.ts";

const made = (parts: Partial<RequestParts> = {}): Request =>
  request({ url: "https://a.example/x", method: "POST", headers: [], ...parts });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("method", () => {
  test.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "PROPFIND", "VERSION-CONTROL"])(
    "%s is handed on as it is",
    (method) => {
      expect(made({ method }).method).toBe(method);
    },
  );

  test.each(["TRACE", "CONNECT", "TRACK", "get", "patch", "", "A B", "GET\r\n", "G@T", "Ä"])("%j is 501", (method) => {
    expect(() => made({ method })).toThrow(expect.objectContaining({ code: "UNSUPPORTED_METHOD", status: 501 }));
  });

  test("whatever it is, the request has it or there is none", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), (method) => {
        try {
          expect(made({ method }).method).toBe(method);
        } catch (thrown) {
          expect(thrown).toMatchObject({ status: 501 });
        }
      }),
    );
  });
});

describe("body", () => {
  test("bytes in are bytes out", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1 }), async (body) => {
        expect(await made({ body }).bytes()).toEqual(new Uint8Array(body));
      }),
    );
  });

  test("a stream stays one", async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes("a"));
        controller.enqueue(bytes("b"));
        controller.close();
      },
    });
    expect(await made({ body }).text()).toBe("ab");
  });

  test.each(["GET", "HEAD"])("%s has none, and no length", (method) => {
    const given = made({ method, body: bytes("x"), headers: [["content-length", "1"]] });
    expect(given.body).toBeNull();
    expect(given.headers.has("content-length")).toBe(false);
  });

  test.each([[undefined], [null], [new Uint8Array()]])("%j is none, and has no length", (body) => {
    const given = made({ body, headers: [["content-length", "7"]] });
    expect(given.body).toBeNull();
    expect(given.headers.has("content-length")).toBe(false);
  });
});

describe("content-length", () => {
  test("says what is there, not what the client said", () => {
    const given = made({
      body: bytes("A".repeat(10_000)),
      headers: [
        ["Content-Length", "1"],
        ["content-length", "2"],
      ],
    });
    expect(given.headers.get("content-length")).toBe("10000");
  });

  test("of a stream is the sender's: the carrier's parser holds it to that", () => {
    const body = new ReadableStream<Uint8Array>();
    expect(made({ body, headers: [["content-length", "5"]] }).headers.get("content-length")).toBe("5");
    expect(made({ body }).headers.has("content-length")).toBe(false);
  });
});

test("the signal is the request's", () => {
  const controller = new AbortController();
  const given = made({ signal: controller.signal });
  controller.abort(new Error("gone"));
  expect(given.signal.aborted).toBe(true);
});

test.each(["https://a:b:c/", "https://[::/", "https://a:99999/", "/relative"])("%s is no URL and throws", (url) => {
  expect(() => made({ url })).toThrow(TypeError);
});
