import { describe, expect, test } from "vitest";
import { both } from "./both.ts";

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const streamed = (...chunks: unknown[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
async function* generated(...chunks: unknown[]): AsyncGenerator<unknown> {
  yield* chunks;
}

both("Body", ({ Request, Response }) => {
  describe("what it can be made of", () => {
    test.each<[string, () => unknown, string]>([
      ["text", () => "é€😀", "é€😀"],
      ["half a surrogate pair", () => "\ud800", "\ufffd"],
      ["bytes", () => encode("ab"), "ab"],
      ["a buffer", () => encode("ab").buffer, "ab"],
      ["a view of a part", () => new DataView(encode("xaby").buffer, 1, 2), "ab"],
      ["parameters", () => new URLSearchParams({ a: "ü" }), "a=%C3%BC"],
      ["a blob", () => new Blob(["a", "b"]), "ab"],
      ["a file", () => new File(["ab"], "n"), "ab"],
      ["a stream", () => streamed(encode("a"), encode("b")), "ab"],
      ["an async iterable of text and bytes", () => generated("a", encode("b"), new Uint8Array()), "ab"],
      ["a number", () => 7, "7"],
      ["an object", () => ({}), "[object Object]"],
    ])("%s", async (_, body, text) => {
      expect(await new Response(body() as BodyInit).text()).toBe(text);
      const init = { method: "POST", body: body(), duplex: "half" } as RequestInit;
      expect(await new Request("https://a.example/", init).text()).toBe(text);
    });

    test("a form", async () => {
      const form = new FormData();
      form.append("a", "1");
      form.append("f", new File(["x"], "n.txt", { type: "text/x" }));
      const response = new Response(form);
      expect(response.headers.get("content-type")).toMatch(/^multipart\/form-data; boundary=/);
      const read = await response.formData();
      expect([read.get("a"), await (read.get("f") as File).text(), (read.get("f") as File).name]).toEqual([
        "1",
        "x",
        "n.txt",
      ]);
    });

    test("bytes are copied", async () => {
      const bytes = encode("ab");
      const response = new Response(bytes);
      bytes[0] = 120;
      expect(await response.text()).toBe("ab");
    });

    test("a symbol is a TypeError", () => {
      expect(() => new Response(Symbol("s") as unknown as BodyInit)).toThrow(TypeError);
    });

    test("a stream that is locked or has been read from is a TypeError", async () => {
      const locked = streamed();
      locked.getReader();
      const read = streamed(encode("a"));
      const reader = read.getReader();
      await reader.read();
      reader.releaseLock();
      for (const stream of [locked, read]) expect(() => new Response(stream)).toThrow(TypeError);
    });
  });

  describe("reading", () => {
    test("text: one byte order mark is taken off, wrong bytes are replaced", async () => {
      expect(await new Response("\ufeffa").text()).toBe("a");
      expect(await new Response(new Uint8Array([0xef, 0xbb, 0xbf, 97])).text()).toBe("a");
      expect(await new Response(new Uint8Array([97, 0xff])).text()).toBe("a\ufffd");
    });

    test("json", async () => {
      expect(await new Response('\ufeff{"a":1}').json()).toEqual({ a: 1 });
      await expect(new Response("{").json()).rejects.toThrow(SyntaxError);
      await expect(new Response().json()).rejects.toThrow(SyntaxError);
    });

    test("bytes and arrayBuffer are the reader's own", async () => {
      const response = new Response(encode("ab"));
      const copy = response.clone();
      const bytes = await response.bytes();
      bytes[0] = 120;
      expect([bytes.constructor, bytes.buffer.byteLength]).toEqual([Uint8Array, 2]);
      expect(new Uint8Array(await copy.arrayBuffer())).toEqual(encode("ab"));
    });

    test("blob has the type that the headers say", async () => {
      const blob = await new Response("a", { headers: { "content-type": "Text/HTML; Charset=x" } }).blob();
      expect([blob.type, await blob.text()]).toEqual(["text/html;charset=x", "a"]);
      expect((await new Response(encode("a")).blob()).type).toBe("");
    });

    test("formData takes both kinds of form, and no other", async () => {
      const form = await new Response(new URLSearchParams("a=1&b=2")).formData();
      expect([...form]).toEqual([
        ["a", "1"],
        ["b", "2"],
      ]);
      await expect(new Response("a=1").formData()).rejects.toThrow(TypeError);
    });

    test.each(["text", "json", "bytes", "arrayBuffer", "blob", "formData"] as const)("%s is for once", async (how) => {
      const response = new Response(new URLSearchParams("1"));
      const reading = response[how]().catch(() => {});
      expect(response.bodyUsed).toBe(true);
      await expect(response[how]()).rejects.toThrow(TypeError);
      await reading;
      expect([response.bodyUsed, response.body?.locked]).toEqual([true, true]);
    });

    test("no body can be read again and again", async () => {
      const response = new Response(null);
      expect([await response.text(), await response.text(), response.bodyUsed]).toEqual(["", "", false]);
    });

    test("an empty body can not", async () => {
      const response = new Response("");
      expect([await response.text(), response.bodyUsed]).toEqual(["", true]);
      await expect(response.text()).rejects.toThrow(TypeError);
    });

    test("chunks that are no bytes fail", async () => {
      await expect(new Response(streamed("text")).text()).rejects.toThrow(TypeError);
    });

    test("the stream's own error comes through", async () => {
      const failure = new EvalError("mine");
      await expect(
        new Response(
          new ReadableStream({
            pull() {
              throw failure;
            },
          }),
        ).text(),
      ).rejects.toBe(failure);
      async function* failing(): AsyncGenerator<string> {
        yield "a";
        throw failure;
      }
      await expect(new Response(failing() as unknown as BodyInit).text()).rejects.toBe(failure);
    });

    test("of something else is a TypeError", async () => {
      await expect(Response.prototype.text.call({} as Response)).rejects.toThrow(TypeError);
    });
  });

  describe("body", () => {
    test("is one stream, made once", async () => {
      const response = new Response("ab");
      const { body } = response;
      expect([body instanceof ReadableStream, response.body === body, response.bodyUsed]).toEqual([true, true, false]);
      const reader = body!.getReader();
      expect(response.bodyUsed).toBe(false);
      await expect(response.text()).rejects.toThrow(TypeError);
      expect(await reader.read()).toEqual({ value: encode("ab"), done: false });
      expect(response.bodyUsed).toBe(true);
      expect((await reader.read()).done).toBe(true);
    });

    test("can be read after the reader has left", async () => {
      const response = new Response("ab");
      response.body!.getReader().releaseLock();
      expect(await response.text()).toBe("ab");
    });

    test("reads into the reader's own buffer", async () => {
      const reader = new Response("abc").body!.getReader({ mode: "byob" });
      const { value } = await reader.read(new Uint8Array(2));
      expect(value).toEqual(encode("ab"));
    });

    test("is used once it is cancelled", async () => {
      const response = new Response("ab");
      await response.body!.cancel();
      expect(response.bodyUsed).toBe(true);
      await expect(response.text()).rejects.toThrow(TypeError);
    });

    test("of a response can be another's", async () => {
      const first = new Response("ab", { status: 201 });
      const second = new Response(first.body, first);
      expect([second.status, await second.text(), first.bodyUsed]).toEqual([201, "ab", true]);
    });

    test("of an iterable asks when it is asked, and tells it of its end", async () => {
      const told: string[] = [];
      const chunks = {
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            told.push("next");
            return { value: "a", done: false };
          },
          return: async () => {
            told.push("return");
            return { value: undefined, done: true };
          },
        }),
      };
      const reader = new Response(chunks as unknown as BodyInit).body!.getReader();
      expect(told).toEqual([]);
      await reader.read();
      await reader.cancel();
      expect([told[0], told.at(-1)]).toEqual(["next", "return"]);
    });
  });
});
