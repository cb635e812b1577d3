import FakeTimers from "@sinonjs/fake-timers";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Clock, createClock } from "../../src/testing/clock.ts";
import { createEntropy } from "../../src/testing/entropy.ts";
import { createScope, type Scope } from "../../src/testing/scope.ts";

const START = Date.UTC(2026, 0, 1);
const scopeOf = (label: string, thrown?: (error: unknown) => void): Scope =>
  createScope({ label, entropy: createEntropy(label), ...(thrown && { thrown }) });
const world = (options: Parameters<typeof createClock>[0] = {}): { clock: Clock; scope: Scope } => ({
  clock: createClock(options),
  scope: scopeOf("job"),
});

/** A step of a program; the nested ones are done inside of the timer that it sets. */
type Step =
  | { readonly do: "timeout" | "interval"; readonly ms: number; readonly inside: readonly Step[] }
  | { readonly do: "clear" | "refresh"; readonly nth: number };
type Program = readonly (Step | { readonly do: "advance"; readonly ms: number })[];

const ms = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 2000 }));
const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ do: fc.constantFrom("clear", "refresh"), nth: fc.nat(6) }),
    fc.record({
      do: fc.constantFrom("timeout", "timeout", "timeout", "interval"),
      ms,
      inside: fc.array(tie("step"), { maxLength: 3 }),
    }),
  ),
}));
const program: fc.Arbitrary<Program> = fc.array(
  fc.oneof(step, fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 0, max: 60 }) })),
  { maxLength: 14 },
);

interface Timers {
  setTimeout(work: () => void, ms: number): { refresh(): unknown };
  setInterval(work: () => void, ms: number): { refresh(): unknown };
  clearTimeout(timer: unknown): void;
  now(): number;
}

/** Does the steps with the timers it is given, and notes which timer fired when. */
function play(timers: Timers, log: string[]): (steps: readonly Step[]) => void {
  const set: { timer: { refresh(): unknown }; over: boolean }[] = [];
  const run = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if ("nth" in step) {
        // Node and the oracle differ in what `refresh` does to a timer that has fired or was cleared.
        const found = set[step.nth];
        if (!found || found.over) continue;
        if (step.do === "refresh") found.timer.refresh();
        else timers.clearTimeout(found.timer);
        found.over ||= step.do === "clear";
        continue;
      }
      const id = set.length;
      const repeat = step.do === "interval";
      const mine: (typeof set)[number] = { timer: { refresh: () => {} }, over: false };
      set.push(mine);
      const work = (): void => {
        mine.over ||= !repeat;
        log.push(`${id} at ${timers.now() - START}`);
        if (set.length < 60) run(step.inside);
      };
      mine.timer = timers[repeat ? "setInterval" : "setTimeout"](work, step.ms);
    }
  };
  return run;
}

async function ours(steps: Program): Promise<string[]> {
  const { clock, scope } = world({ at: START });
  const log: string[] = [];
  const run = play(
    {
      setTimeout: (work, ms) => setTimeout(work, ms),
      setInterval: (work, ms) => setInterval(work, ms),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
      now: Date.now,
    },
    log,
  );
  for (const step of steps)
    if (step.do === "advance") await clock.advance(step.ms);
    else clock.run(scope, () => run([step]));
  log.push(`end at ${clock.now() - START}`);
  return log;
}

function oracle(steps: Program): string[] {
  const clock = FakeTimers.createClock(START, 100_000);
  const log: string[] = [];
  const run = play({ ...(clock as unknown as Timers), now: () => clock.now }, log);
  for (const step of steps)
    if (step.do === "advance") clock.tick(step.ms);
    else run([step]);
  log.push(`end at ${clock.now - START}`);
  return log;
}

test("fires what sinon's fake timers fire, in their order, at their times", async () => {
  let fired = 0;
  await fc.assert(
    fc.asyncProperty(program, async (steps) => {
      const log = await ours(steps);
      expect(log).toEqual(oracle(steps));
      fired += log.length - 1;
    }),
    { numRuns: 600, seed: 20260101 },
  );
  // Else the property says little.
  expect(fired).toBeGreaterThan(1000);
});

test("timers fire in order of time, each at its own, and those set by them, too", async () => {
  // style.md A4, trap 5: miniflare's fake timers give [["100", 200], ["10", 200]] here.
  const { clock, scope } = world();
  const log: [string, number][] = [];
  clock.run(scope, () => {
    setTimeout(() => log.push(["100", performance.now()]), 100);
    setTimeout(() => {
      log.push(["10", performance.now()]);
      setTimeout(() => log.push(["nested", performance.now()]), 5);
    }, 10);
  });
  await clock.advance(200);
  expect(log).toEqual([
    ["10", 10],
    ["nested", 15],
    ["100", 100],
  ]);
  expect(clock.now()).toBe(START + 200);
});

test("promises and immediates run between timers", async () => {
  const { clock, scope } = world();
  const log: string[] = [];
  const note = (what: string): void => void log.push(`${what} at ${clock.now() - START}`);
  clock.run(scope, () => {
    setTimeout(async () => {
      note("first");
      for (let i = 0; i < 50; i++) await null;
      note("50 ticks on");
      await new Promise((resolve) => setImmediate(resolve));
      note("immediate");
      process.nextTick(note, "tick");
    }, 1);
    setTimeout(note, 1, "second");
    setTimeout(note, 2, "third");
  });
  await clock.settle();
  expect(log).toEqual(["first at 1", "50 ticks on at 1", "immediate at 1", "tick at 1", "second at 1", "third at 2"]);
});

describe("after", () => {
  test("fires once, may be cancelled, and belongs to no scope", async () => {
    const { clock, scope } = world();
    const log: unknown[] = [];
    clock.run(scope, () => {
      clock.after(5, () => log.push(clock.now() - START, Date.now() > START + 1000 * 3600));
    });
    clock.after(3, () => log.push("never"))();
    await clock.settle();
    expect(log).toEqual([5, true]);
  });

  test("0 is due at once, Infinity never", async () => {
    const { clock } = world();
    const log: string[] = [];
    clock.after(0, () => log.push("now"));
    clock.after(Number.POSITIVE_INFINITY, () => log.push("never"));
    await clock.advance(0);
    expect(log).toEqual(["now"]);
    await clock.settle();
    expect(clock.now()).toBe(START);
    expect(clock.pending).toEqual([]);
  });
});

describe("settle", () => {
  test("stops as soon as it may", async () => {
    const { clock, scope } = world();
    let fired = 0;
    clock.run(scope, () => setInterval(() => fired++, 1000));
    await clock.settle(() => fired === 3);
    expect(clock.now()).toBe(START + 3000);
  });

  test("goes on for no timer that is unref'd", async () => {
    const { clock, scope } = world();
    const log: string[] = [];
    clock.run(scope, () => {
      setInterval(() => log.push("metrics"), 10).unref();
      AbortSignal.timeout(60_000);
      setTimeout(() => log.push("work"), 25);
    });
    await clock.settle();
    expect(log).toEqual(["metrics", "metrics", "work"]);
    expect(clock.now()).toBe(START + 25);
  });

  test("names what is pending when nothing more can happen", async () => {
    const { clock, scope } = world();
    await expect(clock.settle(() => false)).rejects.toMatchObject({
      code: "UNSETTLED",
      message: "nothing is left that could still happen; nothing is pending",
    });
    clock.run(scope, () => setTimeout(() => {}, 50));
    scope.pause();
    await expect(clock.settle(() => false)).rejects.toMatchObject({
      message:
        "nothing is left that could still happen; pending: a timer of job (paused), set at 2026-01-01T00:00:00.000Z, due at 2026-01-01T00:00:00.050Z",
    });
  });

  test("names a loop", async () => {
    const { clock, scope } = world({ limit: 100 });
    clock.run(scope, () => setInterval(() => {}, 1000));
    await expect(clock.settle()).rejects.toMatchObject({
      code: "UNSETTLED",
      message: expect.stringMatching(/after 100 timers, which looks like a loop; pending: a timer of job, set at/),
    });
  });

  test("code that asks for one immediate after the other does not stop time", async () => {
    const { clock, scope } = world();
    const done = clock.run(scope, async () => {
      let late = false;
      setTimeout(() => {
        late = true;
      }, 10);
      while (!late) await new Promise((resolve) => setImmediate(resolve));
      return Date.now() - START;
    });
    await clock.settle();
    expect(await done).toBe(10);
  });
});

test("time goes forward, by a number", async () => {
  const { clock } = world();
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY])
    await expect(clock.advance(ms)).rejects.toMatchObject({ code: "INVALID_DURATION" });
  expect(clock.now()).toBe(START);
});

test("drives are one after the other", async () => {
  const { clock } = world();
  const log: number[] = [];
  for (const at of [10, 20, 30]) clock.after(at, () => log.push(clock.now() - START));
  await Promise.all([clock.advance(15), clock.advance(15)]);
  expect(log).toEqual([10, 20, 30]);
  expect(clock.now()).toBe(START + 30);
});

test("an exception in a timer or an immediate rejects the drive; or is the scope's, which asked for it", async () => {
  const { clock, scope } = world();
  const thrown: unknown[] = [];
  clock.run(scope, () => {
    setTimeout(() => {
      throw new Error("bare");
    }, 1);
    setTimeout(() => {}, 2);
  });
  await expect(clock.advance(5)).rejects.toThrow("bare");
  await clock.advance(5);
  clock.run(scope, () =>
    setImmediate(() => {
      throw new Error("bare immediate");
    }),
  );
  await expect(clock.idle()).rejects.toThrow("bare immediate");
  await clock.idle();
  clock.run(
    scopeOf("guarded", (error) => thrown.push(error)),
    () => {
      setTimeout(() => {
        throw new Error("caught");
      }, 1);
      setImmediate(() => {
        throw new Error("immediately");
      });
    },
  );
  await clock.advance(5);
  expect(thrown).toEqual([new Error("immediately"), new Error("caught")]);
});

describe("scopes", () => {
  test("a frozen one waits, and catches up in order when it thaws", async () => {
    const { clock, scope } = world();
    const log: string[] = [];
    const note = (what: string): void => void log.push(`${what} at ${clock.now() - START}`);
    clock.run(scope, () => {
      setTimeout(note, 10, "b");
      setTimeout(note, 5, "a");
      setTimeout(note, 100, "c");
      setImmediate(note, "immediate");
    });
    scope.pause();
    clock.run(scopeOf("other"), () => setTimeout(note, 20, "other"));
    await clock.settle();
    expect(log).toEqual(["other at 20"]);
    clock.run(scope, () => setTimeout(note, 15, "set while frozen"));
    await clock.advance(30);
    scope.resume();
    await clock.settle();
    expect(log).toEqual(["other at 20", "immediate at 50", "a at 50", "b at 50", "set while frozen at 50", "c at 100"]);
  });

  test("what has run or was cleared before the thaw does not run after it", async () => {
    const { clock, scope } = world();
    const log: string[] = [];
    const cleared = clock.run(scope, () => {
      setImmediate(() => log.push("immediate"));
      setTimeout(() => log.push("timer"), 5);
      return [setTimeout(() => log.push("never"), 10), setImmediate(() => log.push("never"))] as const;
    });
    clearImmediate(cleared[1]);
    await clock.advance(7);
    scope.pause();
    clearTimeout(cleared[0]);
    expect(clock.pending).toEqual([]);
    scope.resume();
    scope.resume();
    await clock.settle();
    expect(log).toEqual(["immediate", "timer"]);
    expect(scope.tasks.size).toBe(0);
  });

  test("one that has crashed does nothing more", async () => {
    const { clock, scope } = world();
    const log: string[] = [];
    let resume = (): void => {};
    const outside = new Promise<void>((resolve) => {
      resume = resolve;
    });
    clock.run(scope, async () => {
      setTimeout(() => log.push("timer"), 10);
      setInterval(() => log.push("interval"), 10);
      setImmediate(() => log.push("immediate"));
      await outside;
      log.push("a promise of someone else's resumes it: JavaScript cannot stop that");
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.push("but from there it gets nowhere");
    });
    scope.end();
    resume();
    scope.resume();
    clock.run(scope, () => setImmediate(() => log.push("an immediate of the dead")));
    await clock.advance(100);
    expect(log).toEqual(["a promise of someone else's resumes it: JavaScript cannot stop that"]);
    expect(scope.state).toBe("ended");
    expect(clock.pending).toEqual([]);
  });

  test("one that ends itself in its own timer is not fired again", async () => {
    const { clock, scope } = world();
    let fired = 0;
    clock.run(scope, () =>
      setInterval(() => {
        fired++;
        scope.end();
      }, 10),
    );
    await clock.settle();
    expect(fired).toBe(1);
  });
});

test("two simulations at once have each their own time and randomness, and the runner keeps the real one", async () => {
  const real = Date.now();
  const run = async (seed: number, step: number): Promise<unknown[]> => {
    const clock = createClock({ at: seed * 1e9 });
    const scope = createScope({ label: `${seed}`, entropy: createEntropy(seed) });
    const log: unknown[] = [];
    clock.run(scope, async () => {
      for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => setTimeout(resolve, step));
        log.push(Date.now(), Math.random());
      }
    });
    await clock.settle();
    return log;
  };
  const alone = [await run(1, 7), await run(2, 3)];
  const together = await Promise.all([run(1, 7), run(2, 3)]);
  expect(together).toEqual(alone);
  expect(together[0]).not.toEqual(together[1]);
  expect(together[0]!.at(-2)).toBe(1e9 + 140);
  // `vi.waitFor` runs on timers of its own.
  let polls = 0;
  await vi.waitFor(() => expect(++polls).toBe(3), { interval: 1 });
  expect(Date.now()).toBeGreaterThanOrEqual(real);
});
