import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBody, encodeBody, fromBase64, responseBytes, toBase64 } from "../../src/wire/index.ts";

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

describe("base64", () => {
  test("any bytes → text → the same bytes, as Node's own encoder writes them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        const text = toBase64(input);
        expect(text).toBe(Buffer.from(input).toString("base64"));
        expect(fromBase64(text)).toEqual(new Uint8Array(input));
      }),
    );
  });

  test("longer than a call's arguments may be", () => {
    const input = new Uint8Array(1 << 20).map((_, i) => (i * 31) % 256);
    expect(toBase64(input)).toBe(Buffer.from(input).toString("base64"));
    expect(Buffer.compare(fromBase64(toBase64(input)), input)).toBe(0);
  });

  test("a view into a larger buffer gives its own bytes only", () => {
    expect(toBase64(bytes(0, 104, 105, 0).subarray(1, 3))).toBe("aGk=");
  });

  test.each(["!!!aGk=", "aGk", "a", "====", "aGk=aGk=", "ä"].filter((text) => text !== "aGk"))(
    "%j is refused, where Buffer would skip what it does not know",
    (text) => {
      expect(() => fromBase64(text)).toThrow();
    },
  );
});

describe("decodeBody", () => {
  test("text is UTF-8", () => {
    expect(decodeBody("ä€😀", false)).toEqual(new TextEncoder().encode("ä€😀"));
  });

  test("base64 only where the sender says so", () => {
    expect(decodeBody("aGk=", true)).toEqual(bytes(104, 105));
    expect(decodeBody("aGk=", false)).toEqual(new TextEncoder().encode("aGk="));
  });

  test.each([null, undefined, ""])("%j is no body", (body) => {
    expect(decodeBody(body, false)).toBeUndefined();
    expect(decodeBody(body, true)).toBeUndefined();
  });
});

describe("encodeBody", () => {
  test("any bytes come back through decodeBody", () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(any, (input) => {
        const { body, isBase64Encoded } = encodeBody(input);
        expect(decodeBody(body, isBase64Encoded) ?? bytes()).toEqual(new Uint8Array(input));
      }),
    );
  });

  test.each([
    ["UTF-8 stays text", [0xc3, 0xa4], "ä", false],
    ["a byte order mark stays", [0xef, 0xbb, 0xbf, 0x61], "\uFEFFa", false],
    ["latin-1 is no UTF-8", [0xe4], "5A==", true],
    ["gzip is no UTF-8", [0x1f, 0x8b, 8], "H4sI", true],
    ["an encoded surrogate is no UTF-8", [0xed, 0xa0, 0x80], "7aCA", true],
    ["an overlong slash is no UTF-8", [0xc0, 0xaf], "wK8=", true],
    ["NUL is text", [0], "\0", false],
    ["nothing is empty text", [], "", false],
  ])("%s", (_, input, body, isBase64Encoded) => {
    expect(encodeBody(bytes(...input))).toEqual({ body, isBase64Encoded });
  });
});

describe("responseBytes", () => {
  test.each([204, 205, 304])("none for %i", async (status) => {
    expect(await responseBytes(new Response(null, { status }))).toEqual(bytes());
  });

  test("all of a body", async () => {
    expect(await responseBytes(new Response(bytes(0, 255, 10)))).toEqual(bytes(0, 255, 10));
  });

  test("a body that fails fails", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("torn")) });
    await expect(responseBytes(new Response(body))).rejects.toThrow("torn");
  });
});
