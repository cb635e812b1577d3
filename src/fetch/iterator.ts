import type { Pair } from "./pairs.ts";

/** https://tc39.es/ecma262/#sec-iterator-constructor, of which TypeScript's library for 2024 knows the type only. */
declare const Iterator: { readonly prototype: object };

/**
 * Web IDL's iterator over headers: it looks at them anew for every step, and can go on after a `break`.
 *
 * @param side of the pairs, 0 for names and 1 for values; both by default
 * @see https://webidl.spec.whatwg.org/#dfn-iterator-prototype-object
 */
export function iterate(list: () => readonly Pair[], side?: 0 | 1): IteratorObject<Pair | string> {
  // Of something else than headers it throws here, and not at the first step.
  list();
  let at = 0;
  return {
    __proto__: Iterator.prototype,
    next() {
      const pair = list()[at];
      if (!pair) return { value: undefined, done: true };
      at++;
      return { value: side === undefined ? [...pair] : pair[side], done: false };
    },
  } as unknown as IteratorObject<Pair | string>;
}
