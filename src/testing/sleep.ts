import type timersPromises from "node:timers/promises";
import { Immediate } from "./immediate.ts";
import { patch } from "./patch.ts";
import { type Place, places } from "./scope.ts";
import { Timeout } from "./timer.ts";

type Any = (...args: never[]) => unknown;
interface Options {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** A promise that a timer keeps and a signal breaks, with the error that Node's has. */
function wait<T>(
  start: (done: () => void) => { close(): unknown; unref(): unknown },
  value: T,
  options?: Options,
): Promise<T> {
  const { signal, ref = true } = options ?? {};
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      timer?.close();
      reject(
        Object.assign(new Error("The operation was aborted", { cause: signal?.reason }), {
          name: "AbortError",
          code: "ABORT_ERR",
        }),
      );
    };
    let timer: ReturnType<typeof start> | undefined;
    if (signal?.aborted) return abort();
    timer = start(() => {
      signal?.removeEventListener("abort", abort);
      resolve(value);
    });
    if (!ref) timer.unref();
    signal?.addEventListener("abort", abort, { once: true });
  });
}

const sleepIn = <T>(place: Place, ms: unknown, value: T, options?: Options): Promise<T> =>
  wait((done) => new Timeout(place, done, ms, [], false), value, options);
const tickIn = <T>(place: Place, value: T, options?: Options): Promise<T> =>
  wait((done) => new Immediate(place, done, []), value, options);

/** `setTimeout` of `node:timers/promises`. */
export const sleep = (native: Any): Any =>
  ((...args: [unknown?, unknown?, Options?]) => {
    const place = places.getStore();
    return place ? sleepIn(place, ...(args as [unknown, unknown])) : Reflect.apply(native, undefined, args);
  }) as Any;

/** `setImmediate` of `node:timers/promises`. */
export const tick = (native: Any): Any =>
  ((...args: [unknown?, Options?]) => {
    const place = places.getStore();
    return place ? tickIn(place, ...(args as [unknown])) : Reflect.apply(native, undefined, args);
  }) as Any;

const repeat = (native: Any): Any =>
  ((...args: [unknown?, unknown?, Options?]) => {
    const place = places.getStore();
    return place ? ticks(place, ...args) : Reflect.apply(native, undefined, args);
  }) as Any;

/** `setInterval` of `node:timers/promises`: what falls due while the consumer is busy is not lost. */
async function* ticks<T>(place: Place, ms?: unknown, value?: T, options?: Options): AsyncGenerator<T> {
  let due = 0;
  let wake = (): void => {};
  const fell = (): void => {
    due++;
    wake();
  };
  const next = (done: () => void): { close(): void; unref(): void } => {
    wake = done;
    return { close: () => {}, unref: () => {} };
  };
  const timer = new Timeout(place, fell, ms, [], true);
  if (options?.ref === false) timer.unref();
  try {
    for (;;) {
      if (!due) await wait(next, undefined, options);
      due--;
      yield value as T;
    }
  } finally {
    timer.close();
  }
}

/** Makes the promises of `node:timers/promises` virtual in a scope. */
export function patchSleep(target: typeof timersPromises): void {
  patch(target, "setTimeout", (it) => sleep(it) as typeof it);
  patch(target, "setImmediate", (it) => tick(it) as typeof it);
  patch(target, "setInterval", (it) => repeat(it) as typeof it);
  const scheduler = Object.getPrototypeOf(target.scheduler) as typeof target.scheduler;
  patch(
    scheduler,
    "wait",
    (it) =>
      function (this: typeof scheduler, ms, options) {
        const place = places.getStore();
        return place ? sleepIn(place, ms, undefined, options as Options) : it.call(this, ms, options);
      } as typeof it,
  );
  patch(
    scheduler,
    "yield",
    (it) =>
      function (this: typeof scheduler) {
        const place = places.getStore();
        return place ? tickIn(place, undefined) : it.call(this);
      } as typeof it,
  );
}
