import fc from "fast-check";
import { http, on, queue, Reject, Retry } from "unmoor";
import { describe, expect, test } from "vitest";
import { functionsOf, isFunction, milliseconds } from "../../src/app/index.ts";

const answer = (): Response => new Response();

describe("http", () => {
  test("is data: route, options, handler", () => {
    expect(http("GET /a/:b", answer)).toEqual({ kind: "http", route: "GET /a/:b", options: {}, handler: answer });
    const options = { streaming: true, timeout: "5s", memory: 256 } as const;
    expect(http("* /**", options, answer)).toEqual({ kind: "http", route: "* /**", options, handler: answer });
  });
});

describe("on and queue", () => {
  test("are data: source, options, handler", () => {
    const jobs = queue("jobs");
    const handler = (): void => {};
    expect(jobs).toEqual({ kind: "queue", name: "jobs", schema: undefined, fifo: false });
    expect(queue("ordered", { fifo: true }).fifo).toBe(true);
    expect(on(jobs, handler)).toEqual({ kind: "event", source: jobs, options: {}, handler });
    expect(on(jobs, { concurrency: 2 }, handler)).toEqual({
      kind: "event",
      source: jobs,
      options: { concurrency: 2 },
      handler,
    });
  });
});

describe("functionsOf", () => {
  test("takes functions of a kind by name and ignores everything else", () => {
    const hello = http("GET /", answer);
    const work = on(queue("jobs"), () => {});
    const app = { hello, work, jobs: queue("jobs"), answer, nothing: null, text: "x", odd: { kind: "http" } };
    expect(functionsOf(app, "http")).toEqual([["hello", hello]]);
    expect(functionsOf(app, "event")).toEqual([["work", work]]);
  });

  test.each([null, undefined, 7, "x", {}, answer, { kind: "http" }, { kind: "x", handler: answer }])(
    "%j is no function",
    (value) => {
      expect(isFunction(value)).toBe(false);
    },
  );
});

describe("milliseconds", () => {
  test.each([
    [250, 250],
    [0, 0],
    ["250ms", 250],
    ["10s", 10_000],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
  ] as const)("%j is %i", (duration, expected) => {
    expect(milliseconds(duration)).toBe(expected);
  });

  test.each(["", "s", "-1s", "1 s", "1w", "1e3s", ".5s", "Infinity", "5M"])("%j is no duration", (duration) => {
    expect(() => milliseconds(duration as "1s")).toThrow(RangeError);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("%d is no duration", (duration) => {
    expect(() => milliseconds(duration)).toThrow(RangeError);
  });

  test("whatever it gives is a finite number that is not negative", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double()), (duration) => {
        try {
          const ms = milliseconds(duration as "1s");
          expect(Number.isFinite(ms) && ms >= 0).toBe(true);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe("Retry and Reject", () => {
  test("carry reason, delay and cause", () => {
    const cause = new Error("below");
    expect(new Retry("later", { after: "2s", cause })).toMatchObject({
      name: "Retry",
      message: "later",
      afterMs: 2_000,
      cause,
    });
    expect(new Retry()).toMatchObject({ name: "Retry", message: "retry", afterMs: undefined });
    expect(new Reject("never", { cause })).toMatchObject({ name: "Reject", message: "never", cause });
  });

  test("a delay that is none fails where it is written", () => {
    expect(() => new Retry("later", { after: "soon" as "1s" })).toThrow(RangeError);
  });
});
