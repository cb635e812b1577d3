/**
 * Everything in which light objects are known to differ from Node's, and why. What is not here is a bug; the fuzz
 * (fuzz.ts) looks for more.
 */
import { describe, expect, test } from "vitest";
import { light, native } from "./both.ts";

const url = "https://a.example/";

describe("where Node leaves the standard, light follows it", () => {
  test("a record's own __proto__ is a header", () => {
    const init = JSON.parse('{"__proto__":"1"}') as Record<string, string>;
    expect([new light.Headers(init).get("__proto__"), new native.Headers(init).get("__proto__")]).toEqual(["1", null]);
  });

  test("of a record only what is enumerable counts", () => {
    const init = Object.defineProperty({}, "a", { value: "1" });
    expect([new light.Headers(init).has("a"), new native.Headers(init).has("a")]).toEqual([false, true]);
  });

  test("of two byte order marks one is text", async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]);
    expect([await new light.Response("\ufeff\ufeff").text(), await new native.Response(bytes).text()]).toEqual([
      "\ufeff",
      "",
    ]);
  });

  test("null is no init", () => {
    expect(light.Response.json(1, null as never).status).toBe(200);
    expect(() => native.Response.json(1, null as never)).toThrow(TypeError);
  });

  test("a request made from another without an init keeps its referrer", () => {
    const from = ({ Request }: typeof light): string =>
      new Request(new Request(url, { referrer: "https://r.example/" })).referrer;
    expect([from(light), from(native)]).toEqual(["https://r.example/", "about:client"]);
  });
});

describe("for the sake of size or speed", () => {
  test("half of a clone's body is cancelled at once where nothing had to be teed", async () => {
    const response = new light.Response("a");
    response.clone();
    await expect(response.body?.cancel()).resolves.toBe(undefined);
  });

  test("a body that another request took over stays locked", async () => {
    const locked = async ({ Request }: typeof light): Promise<unknown> => {
      const one = new Request(url, { method: "POST", body: "" });
      await new Request(one).text();
      await new Promise((resolve) => setImmediate(resolve));
      return one.body?.locked;
    };
    expect([await locked(light), await locked(native)]).toEqual([true, false]);
  });

  test("JSON is written before the init is read", () => {
    const init = {
      get status(): number {
        throw new EvalError();
      },
    };
    const json =
      ({ Response }: typeof light) =>
      () =>
        Response.json(undefined, init);
    expect(json(light)).toThrow(TypeError);
    expect(json(native)).toThrow(EvalError);
  });

  test("members are not enumerable on the prototype, and those of bodies are on one that is shared", () => {
    expect([Object.keys(light.Response.prototype).length, Object.keys(native.Response.prototype).length > 0]).toEqual([
      0,
      true,
    ]);
    expect([Object.hasOwn(light.Response.prototype, "text"), Object.hasOwn(native.Response.prototype, "text")]).toEqual(
      [false, true],
    );
  });
});

test("a light object is cloned to an empty one, a native one is refused", () => {
  expect(structuredClone(new light.Response())).toEqual({});
  expect(() => structuredClone(new native.Response())).toThrow(DOMException);
});

test("a light object is no instance of the native class: making it one would load undici", () => {
  expect(new light.Response() instanceof native.Response).toBe(false);
});
