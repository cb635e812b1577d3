import { AsyncLocalStorage } from "node:async_hooks";
import nodeCrypto, { randomBytes, randomInt } from "node:crypto";
import { setImmediate as immediately, setTimeout as timeout } from "node:timers";
import { scheduler, setTimeout as sleep, setImmediate as tick, setInterval as ticks } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Clock, createClock } from "../../src/testing/clock.ts";
import { createEntropy } from "../../src/testing/entropy.ts";
import { createScope, type Scope } from "../../src/testing/scope.ts";

// Taken before any clock is there, as a library does when it loads.
const CapturedDate = Date;
const before = new Date(0);

const START = Date.UTC(2026, 0, 1);
const world = (seed = 1): { clock: Clock; scope: Scope } => ({
  clock: createClock({ at: START }),
  scope: createScope({ label: "job", entropy: createEntropy(seed) }),
});
/** Runs work in a scope of its own and lets time pass until it has ended. */
async function inside<T>(work: () => Promise<T>, seed?: number): Promise<T> {
  const { clock, scope } = world(seed);
  const done = clock.run(scope, work);
  await clock.settle();
  return await done;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("Date", () => {
  test("tells the scope's time, inside, and the real one outside", async () => {
    const { clock, scope } = world();
    await clock.advance(1500);
    const read = (): unknown[] => [
      Date.now(),
      // biome-ignore lint/complexity/useDateNow: the constructor is what is tested.
      +new Date(),
      Date().slice(0, 33),
      CapturedDate.now(),
      new Intl.DateTimeFormat("en", { timeZone: "UTC", timeStyle: "medium" }).format(),
      new Intl.DateTimeFormat("en", { year: "numeric" }).formatToParts()[0]?.value,
    ];
    const now = START + 1500;
    const text = new Date(now).toString().slice(0, 33);
    expect(clock.run(scope, read)).toEqual([now, now, text, now, "12:00:01 AM", "2026"]);
    const real = read();
    expect(Math.abs((real[0] as number) - performance.timeOrigin - performance.now())).toBeLessThan(5_000);
    // biome-ignore lint/complexity/useDateNow: the constructor is what is tested.
    expect(+new Date()).toBeGreaterThanOrEqual(real[0] as number);
  });

  test("is otherwise what it was", () => {
    const { clock, scope } = world();
    class Day extends Date {
      day(): number {
        return this.getUTCDate();
      }
    }
    clock.run(scope, () => {
      expect(new Date(5).getTime()).toBe(5);
      expect(new Date(2020, 1, 2, 3).getHours()).toBe(3);
      expect(new Date(Number.NaN).getTime()).toBeNaN();
      expect(new Date(undefined as never).getTime()).toBeNaN();
      expect(new Date(new Date(7)).getTime()).toBe(7);
      expect(new Day().day()).toBe(1);
      expect(new Day(START + 86_400_000).day()).toBe(2);
      expect(new Day()).toBeInstanceOf(Day);
      expect(new Day()).toBeInstanceOf(Date);
      expect(Date.UTC(2026, 0)).toBe(START);
      expect(Date.parse("2026-01-01T00:00:00Z")).toBe(START);
    });
    expect([Date.name, Date.length, new Date(0).constructor === Date]).toEqual(["Date", 7, true]);
    expect(before).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(CapturedDate);
    expect(new CapturedDate()).toBeInstanceOf(Date);
    expect(structuredClone(new Date(3))).toEqual(new Date(3));
    expect(Object.prototype.toString.call(new Date())).toBe("[object Date]");
    expect(Reflect.construct(Date, [1]).getTime()).toBe(1);
  });
});

describe("timers", () => {
  test("have what Node's have", async () => {
    const { clock, scope } = world();
    const log: unknown[] = [];
    clock.run(scope, () => {
      const it = setTimeout((...args) => log.push(args, Date.now() - START), 10, "a", "b");
      expect(it.hasRef()).toBe(true);
      expect(it.unref().hasRef()).toBe(false);
      expect(it.ref()).toBe(it);
      expect(it.constructor.name).toBe("Timeout");
      clearTimeout(+setTimeout(() => log.push("cleared by number"), 1));
      clearTimeout(`${+setTimeout(() => log.push("cleared by text"), 1)}`);
      clearInterval(setTimeout(() => log.push("cleared by the other"), 1));
      clearTimeout(setInterval(() => log.push("cleared by the other"), 1));
      setTimeout(() => log.push("closed"), 1).close();
      setTimeout(() => log.push("disposed"), 1)[Symbol.dispose]();
      clearImmediate(setImmediate(() => log.push("cleared")));
      clearTimeout(undefined);
      clearTimeout(null as never);
      clearTimeout("nonsense");
      setTimeout(() => it.refresh(), 5);
      setTimeout(function (this: unknown) {
        log.push(this === own);
      }, 1);
      const own = setTimeout(function (this: unknown) {
        log.push(this === own);
      }, 2);
    });
    await clock.settle();
    expect(log).toEqual([false, true, ["a", "b"], 15]);
  });

  test("refresh starts a fired one again, and no cleared one", async () => {
    const { clock, scope } = world();
    const log: number[] = [];
    const [fired, cleared] = clock.run(scope, () => [
      setTimeout(() => log.push(Date.now() - START), 10),
      setTimeout(() => log.push(-1), 10),
    ]);
    clearTimeout(cleared);
    await clock.settle();
    fired?.refresh();
    cleared?.refresh();
    await clock.settle();
    expect(log).toEqual([10, 20]);
  });

  test("take delays as Node does", async () => {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const { clock, scope } = world();
    const log: unknown[] = [];
    clock.run(scope, () => {
      for (const ms of [undefined, 0, -5, Number.NaN, "7", 7.9, null, 2 ** 31, 2 ** 31 - 1] as number[])
        setTimeout(() => log.push([ms, performance.now()]), ms);
      // biome-ignore lint/suspicious/noExplicitAny: what is no function gets Node's own error.
      expect(() => setTimeout("text" as any, 1)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG_TYPE" }));
    });
    await clock.settle();
    expect(log).toEqual([
      [undefined, 1],
      [0, 1],
      [-5, 1],
      [Number.NaN, 1],
      [null, 1],
      [2 ** 31, 1],
      ["7", 7],
      [7.9, 7],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ]);
    expect(warned.mock.calls.map(([, name]) => name)).toEqual(["TimeoutOverflowWarning"]);
    warned.mockRestore();
  });

  test("keep every AsyncLocalStorage", async () => {
    const store = new AsyncLocalStorage<string>();
    const seen = await inside(() =>
      store.run("mine", async () => {
        const log: unknown[] = [];
        await new Promise<void>((resolve) => setTimeout(() => resolve(void log.push(store.getStore())), 5));
        await new Promise<void>((resolve) => setImmediate(() => resolve(void log.push(store.getStore()))));
        return log;
      }),
    );
    expect(seen).toEqual(["mine", "mine"]);
  });

  test("of node:timers, of node:timers/promises and by promisify are virtual, too", async () => {
    const log = await inside(async () => {
      const log: unknown[] = [];
      const note = (what: unknown): void => void log.push([what, performance.now()]);
      await new Promise<void>((resolve) => timeout(resolve, 60_000));
      note("node:timers");
      await new Promise<void>((resolve) => immediately(resolve));
      note(await sleep(60_000, "node:timers/promises"));
      note(await tick("immediate"));
      await scheduler.wait(60_000);
      await scheduler.yield();
      note("scheduler");
      note(await promisify(setTimeout)(60_000, "promisify"));
      let n = 0;
      for await (const value of ticks(60_000, "tick")) {
        note(value);
        // While this sleeps, two more fall due, which are not lost.
        if (n++ === 0) await sleep(120_000);
        if (n === 4) break;
      }
      return log;
    });
    expect(log).toEqual([
      ["node:timers", 60_000],
      ["node:timers/promises", 120_000],
      ["immediate", 120_000],
      ["scheduler", 180_000],
      ["promisify", 240_000],
      ["tick", 300_000],
      ["tick", 420_000],
      ["tick", 420_000],
      ["tick", 480_000],
    ]);
  });

  test("a sleep can be aborted", async () => {
    const caught = await inside(async () => {
      const errors: unknown[] = [];
      const reason = new Error("why");
      await sleep(10, undefined, { signal: AbortSignal.abort(reason) }).catch((error) => errors.push(error));
      const late = new AbortController();
      setTimeout(() => late.abort(reason), 5);
      await sleep(10, undefined, { signal: late.signal }).catch((error) => errors.push(error, performance.now()));
      await scheduler.wait(10, { signal: AbortSignal.abort(reason) }).catch((error) => errors.push(error));
      return errors;
    });
    const aborted = expect.objectContaining({ name: "AbortError", code: "ABORT_ERR", cause: new Error("why") });
    expect(caught).toEqual([aborted, aborted, 5, aborted]);
  });
});

test("AbortSignal.timeout aborts in the scope's time, with the error of the platform", async () => {
  const { clock, scope } = world();
  const real = performance.now();
  const signal = clock.run(scope, () => AbortSignal.timeout(15 * 60_000));
  expect(signal).toBeInstanceOf(AbortSignal);
  await clock.advance(15 * 60_000 - 1);
  expect(signal.aborted).toBe(false);
  await clock.advance(1);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toBeInstanceOf(DOMException);
  expect(signal.reason).toMatchObject({ name: "TimeoutError", code: 23 });
  expect(performance.now() - real).toBeLessThan(1000);
  expect(() => clock.run(scope, () => AbortSignal.timeout(-1))).toThrow(RangeError);
});

test("performance and hrtime measure the scope's time", async () => {
  const { clock, scope } = world();
  await clock.advance(61_001);
  clock.run(scope, () => {
    expect(performance.now()).toBe(61_001);
    expect(performance.timeOrigin + performance.now()).toBe(Date.now());
    expect(process.hrtime()).toEqual([61, 1e6]);
    expect(process.hrtime([60, 2e6])).toEqual([0, 999e6]);
    expect(process.hrtime.bigint()).toBe(61_001_000_000n);
  });
  expect(process.hrtime.bigint()).not.toBe(61_001_000_000n);
});

test("randomness is the seed's", async () => {
  const draw = async (): Promise<unknown[]> => [
    Math.random(),
    crypto.randomUUID(),
    nodeCrypto.randomUUID(),
    [...crypto.getRandomValues(new Uint8Array(4))],
    [...crypto.getRandomValues(new Uint32Array(2))],
    randomBytes(4).toString("hex"),
    await new Promise((resolve) => randomBytes(4, (_, bytes) => resolve(bytes.toString("hex")))),
    randomInt(100),
    randomInt(100, 200),
    await new Promise((resolve) => randomInt(5, (_, n) => resolve(n))),
    [...nodeCrypto.randomFillSync(new Uint8Array(3))],
  ];
  const first = await inside(draw, 7);
  expect(await inside(draw, 7)).toEqual(first);
  expect(await inside(draw, 8)).not.toEqual(first);
  expect(await draw()).not.toEqual(await draw());
  expect(first[7]).toBeLessThan(100);
  expect(first[8]).toBeGreaterThanOrEqual(100);
  await inside(async () => {
    // The native errors stay.
    expect(() => crypto.getRandomValues(new Float32Array(1) as never)).toThrow(DOMException);
    expect(() => crypto.getRandomValues(new Uint8Array(65_537))).toThrow(DOMException);
    expect(() => randomInt(0)).toThrow(RangeError);
  });
});

describe("outside of a scope", () => {
  test("everything is native", async () => {
    createClock();
    const timer = setTimeout(() => {}, 1);
    expect(String(timer.constructor)).toContain("class Timeout");
    expect(Number(timer)).toBeLessThan(2 ** 40);
    clearTimeout(timer);
    expect(await sleep(1, "real")).toBe("real");
    expect(await promisify(setTimeout)(1, "real")).toBe("real");
    expect([setTimeout.name, setTimeout.length, setInterval.name, Math.random.name]).toEqual([
      "setTimeout",
      expect.any(Number),
      "setInterval",
      "random",
    ]);
    expect(setTimeout).toBe(timeout);
  });

  test("a timer of a scope is cleared from there, too", async () => {
    const { clock, scope } = world();
    const timer = clock.run(scope, () => setTimeout(() => expect.unreachable(), 5));
    clearTimeout(timer);
    await clock.settle();
    expect(clock.now()).toBe(START);
  });

  test("vitest's fake timers work before, during and after", async () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const { clock, scope } = world();
    let fake = 0;
    setTimeout(() => fake++, 50);
    const done = clock.run(scope, async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return Date.now();
    });
    await clock.settle();
    expect(await done).toBe(START + 10);
    expect([fake, Date.now()]).toEqual([0, 1_000_000]);
    vi.advanceTimersByTime(50);
    expect([fake, Date.now()]).toEqual([1, 1_000_050]);
    vi.useRealTimers();
    expect(Date.now()).toBeGreaterThan(START);
    // The real ones have come back over ours: the next clock puts its own in place again.
    const later = await inside(async () => {
      await sleep(20);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return Date.now();
    });
    expect(later).toBe(START + 25);
  });
});
