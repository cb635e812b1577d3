import type { Host } from "../delivery/index.ts";

/** The part of Node's timer that is used here. */
interface Timer {
  ref(): Timer;
  unref(): Timer;
}

/**
 * `Host.after` over one timer of the process. Every invocation arms its deadline and nearly all disarm it long before:
 * a timer of their own costs each more than its routing, while here the one that was set first stays as it is.
 */
export function createTimers(): Host["after"] {
  const waiting = new Set<{ readonly at: number; readonly work: () => void }>();
  let due = Number.POSITIVE_INFINITY;
  let timer: Timer | undefined;
  const arm = (): void => {
    const next = Math.min(...[...waiting].map(({ at }) => at));
    clearTimeout(timer as never);
    due = next;
    timer = setTimeout(fire, next - performance.now()) as unknown as Timer;
  };
  const fire = (): void => {
    const now = performance.now();
    due = Number.POSITIVE_INFINITY;
    timer = undefined;
    for (const one of [...waiting]) if (one.at <= now && waiting.delete(one)) one.work();
    if (waiting.size) arm();
  };
  return (ms, work) => {
    // Timers count in 32 bits: a longer delay would fire at once.
    if (!(ms < 2 ** 31)) return () => {};
    const one = { at: performance.now() + Math.max(0, ms), work };
    if (!waiting.size) timer?.ref();
    waiting.add(one);
    if (one.at < due) arm();
    return () => {
      // Nothing keeps the process from ending that nobody waits for.
      if (waiting.delete(one) && !waiting.size) timer?.unref();
    };
  };
}
