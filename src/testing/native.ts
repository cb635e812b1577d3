import { performance } from "node:perf_hooks";
import timers from "node:timers";

/**
 * The real timers and clocks, as they were before any simulation put its own in their place. Reading them here is what
 * lets the simulator wait in real time while the app's time is virtual.
 */
export const native: {
  readonly setTimeout: typeof timers.setTimeout;
  readonly clearTimeout: typeof timers.clearTimeout;
  readonly setImmediate: typeof timers.setImmediate;
  readonly Date: DateConstructor;
  readonly dateNow: () => number;
  readonly performanceNow: () => number;
} = {
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
  setImmediate: timers.setImmediate,
  Date: globalThis.Date,
  dateNow: Date.now,
  performanceNow: performance.now.bind(performance),
};

/** One round of the event loop: every microtask, every tick and every callback that is ready has run after it. */
export const turn = (): Promise<void> => new Promise((resolve) => native.setImmediate(resolve));

/** A real millisecond. */
export const pause = (): Promise<void> => new Promise((resolve) => native.setTimeout(resolve, 1));
