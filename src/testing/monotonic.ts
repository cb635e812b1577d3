import { performance } from "node:perf_hooks";
import { mimic, patch } from "./patch.ts";
import { places } from "./scope.ts";

/** Milliseconds since the scope's clock started; nothing outside of one. */
function elapsed(): number | undefined {
  const engine = places.getStore()?.engine;
  return engine && engine.now() - engine.start;
}

/** Makes the clocks that only measure, `performance` and `process.hrtime`, go as a scope's time does. */
export function patchMonotonic(): void {
  const target = Object.getPrototypeOf(performance) as Performance;
  patch(
    target,
    "now",
    (native) =>
      function (this: Performance) {
        return elapsed() ?? native.call(this ?? performance);
      },
  );
  patchOrigin(target);
  patch(process, "hrtime", (native) => {
    const hrtime = (from?: [number, number]): [number, number] => {
      const ms = elapsed();
      if (ms === undefined) return native(from);
      const now = [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)] as const;
      const [s, ns] = from ? [now[0] - from[0], now[1] - from[1]] : now;
      return ns < 0 ? [s - 1, ns + 1e9] : [s, ns];
    };
    const bigint = (): bigint => {
      const ms = elapsed();
      return ms === undefined ? native.bigint() : BigInt(Math.round(ms * 1e6));
    };
    return Object.assign(hrtime, { bigint });
  });
}

/** `performance.timeOrigin + performance.now()` is the present in a scope, too. */
function patchOrigin(target: Performance): void {
  const found = Object.getOwnPropertyDescriptor(target, "timeOrigin");
  if (!found?.get || origin) return;
  const native = found.get;
  origin = function (this: Performance) {
    return places.getStore()?.engine.start ?? native.call(this);
  };
  Object.defineProperty(target, "timeOrigin", { ...found, get: mimic(origin, native) });
}
let origin: (() => unknown) | undefined;
