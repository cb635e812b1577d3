import { describe, expect, test } from "vitest";
import { both } from "./both.ts";

both("Headers", ({ Headers }) => {
  describe("constructor", () => {
    test.each([
      ["nothing", undefined, []],
      [
        "a record",
        { B: "1", a: "2" },
        [
          ["a", "2"],
          ["b", "1"],
        ],
      ],
      [
        "pairs",
        [
          ["B", "1"],
          ["a", "2"],
          ["b", "3"],
        ],
        [
          ["a", "2"],
          ["b", "1, 3"],
        ],
      ],
      ["a map", new Map([["a", "1"]]), [["a", "1"]]],
      ["other headers", new Headers({ a: "1" }), [["a", "1"]]],
      [
        "native headers",
        new globalThis.Headers([
          ["set-cookie", "a"],
          ["set-cookie", "b"],
        ]),
        [
          ["set-cookie", "a"],
          ["set-cookie", "b"],
        ],
      ],
      [
        "values that are no text",
        { a: 1, b: null, c: undefined },
        [
          ["a", "1"],
          ["b", "null"],
          ["c", "undefined"],
        ],
      ],
    ])("takes %s", (_, init, entries) => {
      expect([...new Headers(init as HeadersInit)]).toEqual(entries);
    });

    test.each([
      ["null", null],
      ["a number", 7],
      ["text", "a: b"],
      ["a pair too short", [["a"]]],
      ["a pair too long", [["a", "b", "c"]]],
      ["text for a pair", ["ab"]],
      ["a name that is none", { "a b": "1" }],
      ["an empty name", { "": "1" }],
      ["a name beyond bytes", { "€": "1" }],
      ["a value beyond bytes", { a: "€" }],
      ["a value with a line", { a: "1\n2" }],
      ["a value with NUL", { a: "\0" }],
      ["a symbol as key", { [Symbol("s")]: "1" }],
      ["a symbol as value", [["a", Symbol("s")]]],
    ])("refuses %s with TypeError", (_, init) => {
      expect(() => new Headers(init as HeadersInit)).toThrow(TypeError);
    });

    test("reads an iterable even where a record has the same keys", () => {
      const init = {
        ignored: "1",
        *[Symbol.iterator]() {
          yield ["seen", "1"];
        },
      };
      expect([...new Headers(init as unknown as HeadersInit)]).toEqual([["seen", "1"]]);
    });

    test("copies: what happens to the other later is not seen", () => {
      const first = new Headers({ a: "1" });
      const second = new Headers(first);
      first.append("a", "2");
      expect([first.get("a"), second.get("a")]).toEqual(["1, 2", "1"]);
    });
  });

  describe("members", () => {
    test("names have no case, and are told in lower case", () => {
      const headers = new Headers({ "X-A": "1" });
      expect([headers.get("x-a"), headers.has("X-a"), [...headers.keys()]]).toEqual(["1", true, ["x-a"]]);
      headers.delete("x-A");
      expect([headers.get("x-a"), headers.has("x-a")]).toEqual([null, false]);
    });

    test("append joins, set replaces and keeps nothing", () => {
      const headers = new Headers();
      headers.append("a", "1");
      headers.append("A", "");
      headers.append("a", "2");
      expect(headers.get("a")).toBe("1, , 2");
      headers.set("a", "3");
      expect(headers.get("a")).toBe("3");
    });

    test("values lose the white space around them, not inside, and no other", () => {
      expect(new Headers({ a: " \t\r\n1 \t2\n " }).get("a")).toBe("1 \t2");
      expect(new Headers({ a: "\xa0\v1" }).get("a")).toBe("\xa0\v1");
    });

    test("a long run of white space inside a value is read in linear time", () => {
      // A square of it would outlast every timeout.
      const value = `a${" ".repeat(3_000_000)}b`;
      expect(new Headers({ a: value }).get("a")).toBe(value);
    });

    test("several cookies of a request join with a semicolon", () => {
      expect(
        new Headers([
          ["cookie", "a=1"],
          ["cookie", "b=2"],
        ]).get("cookie"),
      ).toBe("a=1; b=2");
    });

    test("set-cookie stays apart but for get", () => {
      const headers = new Headers([
        ["set-cookie", "a=1; Expires=Mon, 1 Jan"],
        ["z", "1"],
        ["Set-Cookie", "b"],
      ]);
      expect(headers.getSetCookie()).toEqual(["a=1; Expires=Mon, 1 Jan", "b"]);
      expect(headers.get("set-cookie")).toBe("a=1; Expires=Mon, 1 Jan, b");
      expect([...headers]).toEqual([
        ["set-cookie", "a=1; Expires=Mon, 1 Jan"],
        ["set-cookie", "b"],
        ["z", "1"],
      ]);
      headers.set("set-cookie", "c");
      expect(headers.getSetCookie()).toEqual(["c"]);
      headers.delete("set-cookie");
      expect(headers.getSetCookie()).toEqual([]);
    });

    test.each(["get", "has", "delete", "append", "set", "forEach"] as const)("%s counts its arguments", (name) => {
      expect(() => (new Headers()[name] as () => unknown)()).toThrow(TypeError);
      if (name === "set" || name === "append")
        expect(() => (new Headers()[name] as (name: string) => unknown)("a")).toThrow(TypeError);
    });

    test.each(["get", "has", "delete"] as const)("%s refuses what is no name", (name) => {
      expect(() => new Headers()[name]("a b")).toThrow(TypeError);
      expect(() => new Headers()[name]("")).toThrow(TypeError);
    });

    test("undefined is a name and a value like any other", () => {
      const headers = new Headers();
      headers.set(undefined as never, undefined as never);
      expect(headers.get(undefined as never)).toBe("undefined");
    });

    test.each(["get", "entries", "append"] as const)("%s of something else is a TypeError", (name) => {
      expect(() => Reflect.apply(Headers.prototype[name], {}, ["a", "b"])).toThrow(TypeError);
    });
  });

  describe("iteration", () => {
    test("is sorted by name, over names, values or both", () => {
      const headers = new Headers({ b: "2", a: "1", "a-b": "3" });
      expect([...headers.entries()]).toEqual([
        ["a", "1"],
        ["a-b", "3"],
        ["b", "2"],
      ]);
      expect([...headers.keys()]).toEqual(["a", "a-b", "b"]);
      expect([...headers.values()]).toEqual(["1", "3", "2"]);
    });

    test("is live", () => {
      const headers = new Headers({ a: "1", c: "3" });
      const seen: string[] = [];
      for (const [name] of headers) {
        seen.push(name);
        if (name === "a") headers.append("b", "2");
        if (name === "b") headers.delete("c");
      }
      expect(seen).toEqual(["a", "b"]);
    });

    test("goes on after a break, and after what came since its end", () => {
      const headers = new Headers({ a: "1", b: "2" });
      const iterator = headers.keys();
      for (const _ of iterator) break;
      expect([...iterator]).toEqual(["b"]);
      headers.set("c", "3");
      expect(iterator.next()).toEqual({ value: "c", done: false });
    });

    test("gives pairs that are nobody else's", () => {
      const headers = new Headers({ a: "1" });
      for (const pair of headers) pair[1] = "changed";
      expect(headers.get("a")).toBe("1");
    });

    test("has the helpers of all iterators", () => {
      // TypeScript's library for 2024 does not know them.
      const keys = new Headers({ a: "1", b: "2" }).keys() as unknown as { drop(n: number): Iterable<string> };
      expect([...keys.drop(1)]).toEqual(["b"]);
    });

    test("forEach says value, name and headers, and has a this", () => {
      const headers = new Headers({ a: "1" });
      const self = {};
      headers.forEach(function (this: unknown, ...given) {
        expect([...given, this]).toEqual(["1", "a", headers, self]);
      }, self);
      expect.assertions(1);
    });
  });

  test("they say what they are", () => {
    expect([Headers.name, String(new Headers()), new Headers() instanceof Headers]).toEqual([
      "Headers",
      "[object Headers]",
      true,
    ]);
    expect(Object.keys(new Headers({ a: "1" }))).toEqual([]);
  });
});
