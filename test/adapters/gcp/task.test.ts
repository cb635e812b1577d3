import { describe, expect, test } from "vitest";
import { task } from "../../../adapters/gcp/runtime.ts";
import { invocation } from "./invocation.ts";
import { push } from "./push.ts";

const codec = task();
const input = (body: unknown): unknown => codec.decode(push({}, body), invocation()).input;

test("the input is the JSON of the body, nothing without one", () => {
  expect(["5", `{"a":1}`, "null", ""].map(input)).toEqual([5, { a: 1 }, null, undefined]);
});
test.each(["{", "hello", new Uint8Array([0x22, 0xe9, 0x22])])("%j is a coded error for the caller", (body) => {
  expect(() => input(body)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", status: 400 }));
});
test("the result is JSON with its length in bytes, 204 where there is none", async () => {
  const { status, headers, body } = await codec.encode({ a: "é" }, push({}));
  expect([status, headers]).toEqual([200, ["content-type", "application/json", "content-length", "10"]]);
  expect(new TextDecoder().decode(body as Uint8Array)).toBe(`{"a":"é"}`);
  expect((await codec.encode(undefined, push({}))).status).toBe(204);
});
test("a result that JSON cannot hold is an error, not half an answer", () => {
  expect(() => codec.encode(1n, push({}))).toThrow(TypeError);
});

describe("claims", () => {
  test("a POST that none of Google's senders has made", () => {
    expect(codec.claims(push({ "content-type": "application/json" }, {}))).toBe(true);
    for (const name of ["x-cloudtasks-taskname", "x-cloudscheduler", "x-goog-pubsub-message-id", "ce-specversion"])
      expect(codec.claims(push({ [name]: "1" }))).toBe(false);
    expect(codec.claims(push({}, {}, { method: "GET" }))).toBe(false);
  });
});
