/** Ours, so that nothing is put in place twice; and which of ours stands for which of theirs. */
const ours = new WeakSet<object>();
const made = new WeakMap<object, object>();
/** What is in place, and where. */
const placed = new Map<object, Map<PropertyKey, object>>();

/** Whether nothing has been put over what is in place; false when nothing is in place yet. */
export function intact(): boolean {
  for (const [target, keys] of placed)
    for (const [key, it] of keys) if ((target as Record<PropertyKey, unknown>)[key] !== it) return false;
  return placed.size > 0;
}

/** Gives a stand-in the looks of what it stands for. */
export function mimic<T extends object>(it: T, native: object): T {
  for (const key of ["name", "length"]) {
    const found = Object.getOwnPropertyDescriptor(native, key);
    if (found) Object.defineProperty(it, key, found);
  }
  ours.add(it);
  return it;
}

/**
 * Puts a stand-in in the place of a global function. What others have put there stays behind it and is called outside
 * of simulations; what they put over it is wrapped in turn the next time.
 *
 * Stand-ins stay for the life of the process: code may hold on to them, others may have wrapped them, so there is no
 * moment at which taking them away is safe; outside of a simulation all they do is look where they are.
 */
export function patch<T extends object, K extends keyof T>(
  target: T,
  key: K,
  make: (native: T[K] & object) => T[K] & object,
): void {
  const native = target[key] as (T[K] & object) | undefined;
  if (typeof native !== "function" || ours.has(native)) return;
  const it = (made.get(native) as (T[K] & object) | undefined) ?? mimic(make(native), native);
  made.set(native, it);
  Object.defineProperty(target, key, {
    value: it,
    writable: true,
    configurable: true,
    enumerable: Object.propertyIsEnumerable.call(target, key),
  });
  const keys = placed.get(target) ?? new Map<PropertyKey, object>();
  placed.set(target, keys.set(key, it));
}
