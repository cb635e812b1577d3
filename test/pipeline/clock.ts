import type { Host, LogRecord } from "unmoor/adapter";
import { createInvocation, type Invocation, type InvocationParts } from "unmoor/adapter";

/** A process whose time stands still until it is told to move on. */
export interface Clock extends Host {
  readonly env: Record<string, string | undefined>;
  /** Timers that wait. */
  readonly waiting: () => number;
  /** Moves time on, firing what is due in order, and lets what that made ready run. */
  advance(ms: number): Promise<void>;
}

/** Lets everything that is ready run: microtasks of any depth. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createClock(env: Record<string, string | undefined> = {}): Clock {
  let now = 1_000_000;
  const timers = new Set<{ at: number; work: () => void }>();
  return {
    env,
    fetch: () => Promise.reject(new Error("no network in tests")),
    now: () => now,
    write() {},
    waiting: () => timers.size,
    after(ms, work) {
      const timer = { at: now + Math.max(0, ms), work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await settled();
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!due) break;
        timers.delete(due);
        now = due.at;
        due.work();
        await settled();
      }
      now = end;
    },
  };
}

/** An invocation on a clock, and what it logged. */
export function begin(clock: Host, parts: Partial<InvocationParts> = {}): { invocation: Invocation; log: LogRecord[] } {
  const log: LogRecord[] = [];
  return {
    log,
    invocation: createInvocation(
      { id: "i-1", native: { raw: true }, ...parts, log: (record) => void log.push(record) },
      clock,
    ),
  };
}
