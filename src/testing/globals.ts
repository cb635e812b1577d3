import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { patchDate } from "./date.ts";
import { Immediate } from "./immediate.ts";
import { patchMonotonic } from "./monotonic.ts";
import { intact, patch } from "./patch.ts";
import { patchRandom } from "./random.ts";
import { places } from "./scope.ts";
import { fromUndici } from "./site.ts";
import { patchSleep, sleep, tick } from "./sleep.ts";
import { find, Timeout } from "./timer.ts";

type Any = (...args: never[]) => unknown;

/** A timer function that is virtual in a scope, for functions only: the native one has the error for the rest. */
const setter = (original: Any, make: new (...args: never[]) => object, repeat?: boolean): Any =>
  ((work: unknown, ...rest: unknown[]) => {
    const place = typeof work === "function" ? places.getStore() : undefined;
    if (!place || fromUndici(work)) return Reflect.apply(original, undefined, [work, ...rest]);
    const args = repeat === undefined ? [place, work, rest] : [place, work, rest[0], rest.slice(1), repeat];
    return Reflect.construct(make, args);
  }) as Any;

const clear = (original: Any): Any =>
  ((given: unknown) => {
    if (given instanceof Immediate) return void given.close();
    const found = find(given);
    return found ? void found.close() : Reflect.apply(original, undefined, [given]);
  }) as Any;

/**
 * Puts virtual globals in place, once a process: they act inside scopes only. A simulation calls this when it starts;
 * importing does nothing. Code that took a global into a variable of its own before that keeps the real one, which the
 * watch reports.
 */
export function install(): void {
  if (intact()) return;
  for (const target of [globalThis, timers] as (typeof timers)[]) {
    patch(
      target,
      "setTimeout",
      (it) => Object.assign(setter(it, Timeout as never, false), promised(it, sleep)) as never,
    );
    patch(target, "setInterval", (it) => setter(it, Timeout as never, true) as never);
    patch(target, "setImmediate", (it) => Object.assign(setter(it, Immediate as never), promised(it, tick)) as never);
    for (const key of ["clearTimeout", "clearInterval", "clearImmediate"] as const)
      patch(target, key, (it) => clear(it) as never);
  }
  patchSleep(timersPromises);
  patchDate();
  patchRandom();
  patchMonotonic();
  patch(AbortSignal, "timeout", (it) => (ms) => {
    const place = places.getStore();
    // What is no whole number of milliseconds gets the native error.
    if (!place || !Number.isInteger(ms) || ms < 0 || ms > 2 ** 32 - 1) return it.call(AbortSignal, ms);
    const controller = new AbortController();
    const abort = (): void =>
      controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
    new Timeout(place, abort, ms, [], false).unref();
    return controller.signal;
  });
  syncBuiltinESMExports();
}

/** `promisify(setTimeout)` finds its promise here. */
function promised(original: object, make: (native: Any) => Any): object {
  const native = (original as { [promisify.custom]?: Any })[promisify.custom];
  return native ? { [promisify.custom]: make(native) } : {};
}
