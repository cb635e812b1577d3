import { error } from "../adapter/index.ts";
import type { Engine } from "./engine.ts";
import { install } from "./globals.ts";
import { createIo, type Escape, name, type Real } from "./io.ts";
import { native, pause, turn } from "./native.ts";
import { type Pending, pendingOf, waiting } from "./pending.ts";
import { createQueue, type Entry } from "./queue.ts";
import { places, type Scope } from "./scope.ts";
import { watch } from "./watch.ts";

/** Virtual time, for what runs in it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * A timer of no scope.
   *
   * @param ms `Infinity` never fires
   * @param options `ref: false`: `settle` does not go on for its sake alone
   * @returns cancels it
   */
  after(ms: number, work: () => void, options?: { readonly label?: string; readonly ref?: boolean }): () => void;
  /**
   * Lets time pass: every timer that falls due fires, in order of time, then of creation.
   *
   * @param ms 0 or more
   * @throws `INVALID_DURATION`
   */
  advance(ms: number): Promise<void>;
  /**
   * Jumps from timer to timer until `until` holds; without it, until only timers are left that nothing waits for
   * (`unref`).
   *
   * @throws `UNSETTLED` if it cannot, and names what is pending
   */
  settle(until?: () => boolean): Promise<void>;
  /**
   * Settles when everything that can run without time passing has run, and nothing real is pending.
   *
   * @throws `REAL_IO` for what `realIO: "error"` refuses; `REAL_IO_STUCK` for I/O that does not end
   */
  idle(): Promise<void>;
  /** Runs what lives in this time: inside, timers, `Date`, `performance`, `Math.random` and `crypto` are the scope's. */
  run<T>(scope: Scope, work: () => T): T;
  /** Makes time stand still for real work that Node does not show: a module that a test runner loads. */
  hold<T>(label: string, work: Promise<T>): Promise<T>;
  readonly pending: readonly Pending[];
  /** Uses of the real clock and of real randomness inside, by call site: what a seed does not decide. */
  readonly escapes: readonly Escape[];
}

export interface ClockOptions {
  /** Where time starts, in milliseconds since the epoch; 2026-01-01T00:00Z by default. */
  readonly at?: number;
  /** Real I/O is waited for, or refused by name. */
  readonly realIO?: "wait" | "error";
  /** Real milliseconds that one silent piece of real I/O may take; 4,000 by default, within a test runner's patience. */
  readonly patienceMs?: number;
  /** How many timers `settle` fires before it takes them for a loop; 100,000 by default. */
  readonly limit?: number;
}

/**
 * Makes a clock that moves only when it is told to, and never while something real is pending.
 *
 * @example
 * const clock = createClock({ at: Date.UTC(2026, 0, 1) });
 * const scope = createScope({ label: "job", entropy: createEntropy(1) });
 * const done = clock.run(scope, () => sleep(15 * 60_000, "late")); // setTimeout of node:timers/promises
 * await clock.settle(); // at once; Date.now() in the scope is 15 minutes later
 */
export function createClock(options: ClockOptions = {}): Clock {
  const { at = Date.UTC(2026, 0, 1), realIO = "wait", patienceMs = 4_000, limit = 100_000 } = options;
  install();
  watch();
  const queue = createQueue();
  const io = createIo(realIO);
  let now = at;
  let orders = 0;
  let immediates = 0;
  const failures: unknown[] = [];
  const engine: Engine = {
    now: () => now,
    start: at,
    queue,
    parked: new Set(),
    io,
    order: () => orders++,
    fail: (thrown) => void failures.push(thrown),
    immediates(by) {
      immediates += by;
    },
  };

  /** One drive at a time: two that move the same time would see it jump. */
  let driving: Promise<unknown> = Promise.resolve();
  const drive = (work: () => Promise<void>): Promise<void> => {
    const mine = driving.then(work);
    driving = mine.catch(() => {});
    return mine;
  };

  const idle = async (): Promise<void> => {
    let patient: number | undefined;
    for (let waits = 0, spins = 0; ; ) {
      const { activity } = io;
      await turn();
      if (io.refused) throw io.refused;
      if (failures.length) throw failures.shift();
      const moved = io.activity !== activity;
      if (io.busy()) {
        spins = 0;
        if (moved || !patient) patient = native.dateNow() + patienceMs;
        else if (native.dateNow() > patient) {
          giveUp();
          patient = undefined;
        }
        // Most ends within microseconds; what does not need not keep the processor busy.
        if (++waits > 100) await pause();
      } else {
        patient = undefined;
        if (!moved && !immediates) return;
        // Code that asks for one immediate after the other waits for time to pass.
        if (!moved && ++spins > 100) return;
      }
    }
  };
  /** What a crashed instance still does is nobody's concern; the rest is named. */
  const giveUp = (): void => {
    const busy = [...io.all.keys()].filter((real) => real.busy());
    for (const real of busy) if (real.scope?.state === "ended") io.remove(real);
    const living = busy.filter((real) => real.scope?.state !== "ended");
    if (living.length)
      throw error(
        "REAL_IO_STUCK",
        `after ${patienceMs} ms these have not ended, and time cannot pass meanwhile: ${living.map(name).join("; ")}`,
      );
  };

  const fire = async (entry: Entry): Promise<void> => {
    queue.remove(entry);
    now = Math.max(now, entry.due);
    entry.fire();
    await idle();
  };

  const clock: Clock = {
    now: () => now,
    idle,
    after(ms, work, { label = "after", ref = true } = {}) {
      const fire = (): void => places.exit(work);
      const entry: Entry = { due: now + ms, order: engine.order(), ref, index: -1, label, since: now, fire };
      if (entry.due < Number.POSITIVE_INFINITY) queue.push(entry);
      return () => queue.remove(entry);
    },
    advance: (ms) =>
      drive(async () => {
        if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY))
          throw error("INVALID_DURATION", `time cannot advance by ${ms}: give milliseconds, 0 or more`);
        const end = now + ms;
        await idle();
        for (let next = queue.peek(); next && next.due <= end; next = queue.peek()) await fire(next);
        now = end;
      }),
    settle: (until) =>
      drive(async () => {
        await idle();
        for (let fired = 0; !until?.(); fired++) {
          const next = queue.peek();
          if (!next || !(until || queue.referenced)) {
            if (until) throw error("UNSETTLED", `nothing is left that could still happen; ${waiting(engine)}`);
            return;
          }
          if (fired >= limit)
            throw error(
              "UNSETTLED",
              `still not done after ${limit} timers, which looks like a loop; ${waiting(engine)}`,
            );
          await fire(next);
        }
      }),
    run: (scope, work) => places.run({ engine, scope }, work),
    async hold(label, work) {
      const real: Real = { kind: "work", what: label, busy: () => true };
      io.add(real);
      try {
        return await work;
      } finally {
        io.remove(real);
      }
    },
    get escapes() {
      return io.escapes;
    },
    get pending() {
      return pendingOf(engine);
    },
  };
  return clock;
}
