import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { begin, createClock, settled } from "./clock.ts";

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => void process.on("unhandledRejection", note));
afterEach(async () => {
  await settled();
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

const never = new Promise<never>(() => {});

describe("deadline", () => {
  test("nobody says: Infinity, and nothing aborts", async () => {
    const clock = createClock();
    const { invocation } = begin(clock);
    invocation.begin("f");
    await clock.advance(1e9);
    expect([invocation.deadline, invocation.signal.aborted]).toEqual([Number.POSITIVE_INFINITY, false]);
  });

  test.each([
    ["a second before a long one", 60_000, 59_000],
    ["a tenth before a short one", 5_000, 4_500],
    ["a tenth of ten seconds is a second", 10_000, 9_000],
  ])("the signal aborts %s", async (_, ms, abortsAt) => {
    const clock = createClock();
    const { invocation } = begin(clock, { deadline: clock.now() + ms });
    invocation.begin("f");
    await clock.advance(abortsAt - 1);
    expect(invocation.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(invocation.signal.aborted).toBe(true);
    expect(invocation.signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  test("what still runs half of that margin later is given up, with the same reason", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { deadline: clock.now() + 10_000 });
    invocation.begin("f");
    let gone: unknown;
    invocation.until(never).catch((reason: unknown) => {
      gone = reason;
    });
    await clock.advance(9_499);
    expect(gone).toBeUndefined();
    await clock.advance(1);
    expect(gone).toBe(invocation.signal.reason);
    await expect(invocation.until(never)).rejects.toBe(gone);
  });

  test("what ends before is not given up", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { deadline: clock.now() + 10_000 });
    invocation.begin("f");
    await expect(invocation.until(Promise.resolve(1))).resolves.toBe(1);
    await expect(invocation.until(Promise.reject(new Error("x")))).rejects.toThrow("x");
    await clock.advance(10_000);
  });

  test("a signal that nobody has touched before the abort is aborted", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { deadline: clock.now() + 10_000 });
    invocation.begin("f");
    await clock.advance(9_200);
    expect(invocation.signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  test("a function's own limit brings it forward, counted from the beginning of the invocation", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { at: clock.now() - 1_000, deadline: clock.now() + 60_000 });
    invocation.begin("f", 5_000);
    expect(invocation.deadline).toBe(clock.now() + 4_000);
    await clock.advance(3_500);
    expect(invocation.signal.aborted).toBe(true);
  });

  test("it never moves it back", () => {
    const clock = createClock();
    const { invocation } = begin(clock, { deadline: clock.now() + 1_000 });
    invocation.begin("f", 60_000);
    expect(invocation.deadline).toBe(clock.now() + 1_000);
  });

  test("a deadline that has passed aborts at once", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { at: clock.now() - 2_000, deadline: clock.now() - 1_000 });
    invocation.begin("f");
    await clock.advance(0);
    expect(invocation.signal.aborted).toBe(true);
  });

  test("rest disarms it", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { deadline: clock.now() + 10_000 });
    invocation.begin("f");
    await invocation.rest();
    expect(clock.waiting()).toBe(0);
    await clock.advance(20_000);
    expect(invocation.signal.aborted).toBe(false);
  });

  test("rest after the abort disarms what comes after it", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { deadline: clock.now() + 10_000 });
    invocation.begin("f");
    await clock.advance(9_100);
    await invocation.rest();
    expect(clock.waiting()).toBe(0);
  });
});

describe("disconnect", () => {
  test("aborts the signal with its own reason", () => {
    const client = new AbortController();
    const { invocation } = begin(createClock(), { disconnect: client.signal });
    client.abort(new Error("gone"));
    expect(invocation.signal.reason).toMatchObject({ message: "gone" });
  });

  test("does not keep the deadline from aborting it", async () => {
    const clock = createClock();
    const { invocation } = begin(clock, { disconnect: new AbortController().signal, deadline: clock.now() + 10 });
    invocation.begin("f");
    await clock.advance(10);
    expect(invocation.signal.reason).toMatchObject({ name: "TimeoutError" });
  });
});

describe("waitUntil and rest", () => {
  test("rest without work is done at once", async () => {
    await expect(begin(createClock()).invocation.rest()).resolves.toBeUndefined();
  });

  test("rest waits for all work, and for the work that work adds", async () => {
    const { invocation } = begin(createClock());
    const done: string[] = [];
    invocation.waitUntil(
      settled().then(() => {
        done.push("first");
        invocation.waitUntil(settled().then(() => done.push("second")));
      }),
    );
    await invocation.rest();
    expect(done).toEqual(["first", "second"]);
  });

  test("a failure is logged with its error, under the function's name, and does not fail rest", async () => {
    const { invocation, log } = begin(createClock());
    const error = new Error("disk");
    invocation.begin("hello");
    invocation.waitUntil(Promise.reject(error));
    await expect(invocation.rest()).resolves.toBeUndefined();
    expect(log).toMatchObject([{ level: "error", message: "waitUntil work failed", error, function: "hello" }]);
  });

  test("one failure does not end the wait for the others", async () => {
    const { invocation } = begin(createClock());
    let done = false;
    invocation.waitUntil(Promise.reject(new Error("first")));
    invocation.waitUntil(
      settled().then(() => {
        done = true;
      }),
    );
    await invocation.rest();
    expect(done).toBe(true);
  });

  test("work that hangs is given up shortly before the deadline, and logged", async () => {
    const clock = createClock();
    const { invocation, log } = begin(clock, { deadline: clock.now() + 10_000 });
    invocation.begin("f");
    invocation.waitUntil(never);
    const rest = invocation.rest();
    await clock.advance(9_499);
    expect(log).toEqual([]);
    await clock.advance(1);
    await rest;
    expect(log).toMatchObject([{ level: "error", message: "waitUntil work failed", error: { name: "TimeoutError" } }]);
  });

  test("the platform is told of each piece of work, as something that never rejects", async () => {
    const told: Promise<unknown>[] = [];
    const { invocation } = begin(createClock(), { waitUntil: (work) => void told.push(work) });
    invocation.waitUntil(Promise.reject(new Error("x")));
    invocation.waitUntil(Promise.resolve(1));
    await expect(Promise.all(told)).resolves.toHaveLength(2);
  });

  test("takes what is no promise, as Workers do", async () => {
    const { invocation } = begin(createClock());
    invocation.waitUntil(undefined as never);
    await expect(invocation.rest()).resolves.toBeUndefined();
  });
});

describe("log", () => {
  test("a record says when, whose and where", () => {
    const clock = createClock();
    const { invocation, log } = begin(clock, { trace: "00-a-b-01" });
    invocation.begin("hello");
    const error = new Error("x");
    invocation.log.warn("careful", { error, user: 7 });
    expect(log).toEqual([
      {
        level: "warn",
        message: "careful",
        time: clock.now(),
        invocation: "i-1",
        function: "hello",
        trace: "00-a-b-01",
        error,
        fields: { user: 7 },
      },
    ]);
  });

  test.each(["debug", "info", "warn", "error"] as const)("%s", (level) => {
    const { invocation, log } = begin(createClock());
    invocation.log[level]("x");
    expect(log).toMatchObject([{ level, message: "x", fields: {} }]);
  });
});
