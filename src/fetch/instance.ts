/** Where an object says what `console.log` shows of it. */
export const INSPECT: symbol = Symbol.for("nodejs.util.inspect.custom");

/** What a value says to be. */
export const tagOf = (value: unknown): unknown => (value as { [Symbol.toStringTag]?: unknown })?.[Symbol.toStringTag];

/**
 * `value instanceof ours`: ours, or the native object of that name. Only a value that says to be one makes this look at
 * the native class, whose first touch loads undici. A subclass stands for itself alone.
 */
export function isInstance(ours: { readonly prototype: object }, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(ours, value)) return true;
  const tag = tagOf(ours.prototype) as "Response";
  return Object.hasOwn(ours.prototype, Symbol.toStringTag) && tagOf(value) === tag && value instanceof globalThis[tag];
}
