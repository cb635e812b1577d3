import { mimic, patch } from "./patch.ts";
import { places } from "./scope.ts";

/** Puts a `Date` in place that tells a scope's time where code of a scope asks for the present. */
export function patchDate(): void {
  // On the native constructor itself, so that code which holds on to that one is told, too.
  patch(globalThis.Date, "now", (native) => () => places.getStore()?.engine.now() ?? native());
  patch(globalThis, "Date", (Native) => {
    const now = (): number => (Native as DateConstructor).now();
    const Virtual = function (this: unknown, ...args: unknown[]): unknown {
      if (!new.target) return new (Native as DateConstructor)(now()).toString();
      return Reflect.construct(Native as DateConstructor, args.length ? args : [now()], new.target);
    } as unknown as DateConstructor;
    // One prototype for both: `instanceof` holds for dates of either, before and after.
    Object.defineProperty(Virtual, "prototype", { value: Native.prototype, writable: false });
    Object.setPrototypeOf(Virtual, Native);
    Object.defineProperty(Native.prototype, "constructor", { value: Virtual, writable: true, configurable: true });
    return mimic(Virtual, Native);
  });
}
