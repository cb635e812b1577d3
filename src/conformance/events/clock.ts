import type { Host } from "../../adapter/index.ts";

/** A host whose time moves only when somebody has said that he waits for it. */
export interface Clock extends Host {
  /** From now on time moves whenever nothing else can. */
  wait(): void;
  /** Runs work to its end, moving time where it waits. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** When time begins: a minute that every cron expression of the scenarios' app is due in. */
export const BEGINNING: number = Date.UTC(2026, 10, 21, 2, 0, 0);

/** Turns of the event loop after which whoever could go on has gone on. */
const TURNS = 20;

/**
 * A virtual clock. Nothing races it: as long as nobody waits, work takes no time, however long the processor takes.
 *
 * @example const clock = createClock({ env: {}, fetch: serve });
 */
export function createClock({ env, fetch }: Pick<Host, "env" | "fetch">): Clock {
  let now = BEGINNING;
  let waiting = false;
  const timers = new Set<{ readonly at: number; readonly work: () => void }>();
  const next = (): boolean => {
    const [due] = [...timers].filter(({ at }) => at < Number.POSITIVE_INFINITY).sort((a, b) => a.at - b.at);
    if (!due) return false;
    timers.delete(due);
    now = Math.max(now, due.at);
    due.work();
    return true;
  };
  return {
    env,
    fetch,
    now: () => now,
    write() {},
    after(ms, work) {
      const timer = { at: now + Math.max(0, ms), work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    wait() {
      waiting = true;
    },
    async run(work) {
      let over = false;
      work.then(
        () => (over = true),
        () => (over = true),
      );
      for (let turns = 0; !over; turns++) {
        await new Promise((resolve) => setImmediate(resolve));
        if (over || !waiting || turns < TURNS) continue;
        if (!next()) throw new Error("somebody waits for ever: there is no timer left");
        turns = 0;
      }
      return work;
    },
  };
}
