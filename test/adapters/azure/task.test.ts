import fc from "fast-check";
import type { NodeReply } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { httpStream } from "../../../adapters/azure/codec/stream.ts";
import { httpTask, type TaskWire } from "../../../adapters/azure/codec/task.ts";
import { httpTaskInverse } from "../../../adapters/azure/inverse/task.ts";
import { invocation, thrown } from "./shapes.ts";

const codec = httpTask();
const call = (body?: string | Uint8Array<ArrayBuffer>): TaskWire => ({
  task: "resize",
  method: "POST",
  body: body === undefined ? null : new Response(body).body,
});
const host = {} as never;
const input = async (body?: string | Uint8Array<ArrayBuffer>): Promise<unknown> => {
  const opened = (await codec.open?.(call(body), host)) as TaskWire;
  return codec.decode(opened, invocation).input;
};

describe("a task over HTTP", () => {
  test("JSON in, JSON out", async () => {
    expect(await input('{"key":"ä"}')).toEqual({ key: "ä" });
    expect([await input(), await input("")]).toEqual([undefined, undefined]);
    const { status, headers, body } = await codec.encode({ width: 1 }, call());
    expect([status, headers.includes("application/json")]).toEqual([200, true]);
    expect(new TextDecoder().decode(body as Uint8Array)).toBe('{"width":1}');
    expect(((await codec.encode(undefined, call())) as NodeReply).status).toBe(200);
  });

  test.each(["{", "undefined"])("%j is refused with 400", async (body) => {
    await expect(input(body)).rejects.toMatchObject({ code: "INVALID_INPUT", status: 400 });
    await expect(input(new Uint8Array([0x22, 0xff, 0x22]))).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("what JSON cannot carry is a failure, not an empty answer", () => {
    expect(thrown(() => codec.encode(1n, call()))).toMatch(/BigInt/);
  });

  test("a request of an HTTP function is no task, and the reverse", () => {
    const http = { url: "https://a.example/resize", method: "POST", headers: new Headers(), body: null };
    expect([codec.claims(http), codec.claims(call()), httpStream().claims(call())]).toEqual([false, true, false]);
    expect(codec.claims({ ...call(), method: "GET" })).toBe(false);
  });

  test("inputs and results come through as they were", async () => {
    const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    await fc.assert(
      fc.asyncProperty(json, json, async (given, result) => {
        const wire = await httpTaskInverse.wire({ input: given });
        const opened = (await codec.open?.(wire, host)) as TaskWire;
        expect(codec.decode(opened, invocation).input).toEqual(given);
        expect(httpTaskInverse.outcome(await codec.encode(result, opened), opened, [])).toEqual(result);
      }),
      { seed: 20261121, numRuns: 200 },
    );
  });

  test("any other status is a failure to the caller", () => {
    const failed = httpTaskInverse.outcome({ status: 503, headers: [], body: null }, call(), []);
    expect(failed).toMatchObject({ code: "TASK_FAILED", status: 503 });
  });
});
