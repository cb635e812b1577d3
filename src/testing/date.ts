import { mimic, patch } from "./patch.ts";
import { places } from "./scope.ts";

const present = (): number | undefined => places.getStore()?.engine.now();

/** Makes `Date` tell a scope's time where code of a scope asks for the present. */
export function patchDate(): void {
  // On the native constructor itself, so that code which holds on to that one is told, too.
  patch(globalThis.Date, "now", (native) => () => present() ?? native());
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
  patchFormat();
}

/** A format that is given no date writes the present. */
function patchFormat(): void {
  const target = Intl.DateTimeFormat.prototype;
  patch(
    target,
    "formatToParts",
    (native) =>
      function (this: Intl.DateTimeFormat, date) {
        return native.call(this, date ?? present());
      },
  );
  const found = Object.getOwnPropertyDescriptor(target, "format");
  if (!found?.get || formats) return;
  const bound = found.get as (this: Intl.DateTimeFormat) => Intl.DateTimeFormat["format"];
  formats = new WeakMap();
  const known = formats;
  const get = function (this: Intl.DateTimeFormat): Intl.DateTimeFormat["format"] {
    const native = bound.call(this);
    const it = known.get(native) ?? mimic((date?: Date | number) => native(date ?? present()), native);
    known.set(native, it as Intl.DateTimeFormat["format"]);
    return it as Intl.DateTimeFormat["format"];
  };
  Object.defineProperty(target, "format", { ...found, get: mimic(get, bound) });
}
/** The same function for the same format, as the getter is specified. */
let formats: WeakMap<object, Intl.DateTimeFormat["format"]> | undefined;
