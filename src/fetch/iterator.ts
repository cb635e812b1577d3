import type { Pair } from "./pairs.ts";

/** https://tc39.es/ecma262/#sec-iterator-constructor, of which TypeScript's library for 2024 knows the type only. */
declare const Iterator: { readonly prototype: object };

/**
 * Web IDL's iterator over headers: it looks at them anew for every step, and can go on after a `break`.
 *
 * @see https://webidl.spec.whatwg.org/#dfn-iterator-prototype-object
 */
class HeadersIterator {
  readonly #list: () => readonly Pair[];
  readonly #side: 0 | 1 | undefined;
  #at = 0;

  static {
    // Not `extends`: a call of that constructor takes longer than the whole iteration.
    Object.setPrototypeOf(HeadersIterator.prototype, Iterator.prototype);
  }

  constructor(list: () => readonly Pair[], side?: 0 | 1) {
    this.#list = list;
    this.#side = side;
  }

  next(): IteratorResult<unknown> {
    const pair = this.#list()[this.#at];
    if (!pair) return { value: undefined, done: true };
    this.#at++;
    return { value: this.#side === undefined ? [pair[0], pair[1]] : pair[this.#side], done: false };
  }

  get [Symbol.toStringTag](): string {
    return "Headers Iterator";
  }
}

/**
 * Iterates over headers.
 *
 * @param side of the pairs, 0 for names and 1 for values; both by default
 */
export function iterate<Out>(list: () => readonly Pair[], side?: 0 | 1): IteratorObject<Out> {
  // Of something else than headers it throws here, and not at the first step.
  list();
  return new HeadersIterator(list, side) as unknown as IteratorObject<Out>;
}
