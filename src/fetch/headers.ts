import { isInstance } from "./instance.ts";
import { iterate } from "./iterator.ts";
import { type Pair, pairsOf } from "./pairs.ts";
import { byteString, need } from "./text.ts";

/** HTTP whitespace around a value. The look-behind keeps long runs inside it from costing their square. */
const AROUND = /^[\t\n\r ]+|(?<![\t\n\r ])[\t\n\r ]+$/g;

function nameOf(name: unknown): string {
  const text = `${name as string}`;
  // RFC 9110, 5.6.2: a token.
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(text)) throw new TypeError(`"${text}" is no header name`);
  return text.toLowerCase();
}

function normal(value: unknown): string {
  const text = byteString(value).replace(AROUND, "");
  if (/[\0\n\r]/.test(text)) throw new TypeError(`"${text}" is no header value`);
  return text;
}

/** Appends what `pairsOf` gave. */
export let fill: (headers: Headers, pairs: readonly (readonly string[])[]) => void;
/** Nobody may write any more: of errors and redirects. */
export let freeze: (headers: Headers) => void;
/** A copy that may be written exactly if the other may. */
export let copyHeaders: (headers: Headers) => Headers;

/**
 * Headers by the Fetch standard, with what Node does where a server differs from a browser: no name is forbidden, and
 * several `cookie` lines join with a semicolon.
 *
 * @see https://fetch.spec.whatwg.org/#headers-class
 */
export class Headers {
  static readonly name = "Headers";
  #values = new Map<string, string>();
  #cookies: readonly string[] = [];
  #sorted: readonly Pair[] | undefined;
  #frozen = false;

  static {
    fill = (headers, pairs) => {
      for (const pair of pairs) {
        if (pair.length !== 2) throw new TypeError("a header is a name and a value");
        headers.#write(nameOf(pair[0]), normal(pair[1]), true);
      }
    };
    freeze = (headers) => {
      headers.#frozen = true;
    };
    copyHeaders = (headers) => {
      const copy = new Headers();
      copy.#values = new Map(headers.#values);
      copy.#cookies = headers.#cookies;
      copy.#frozen = headers.#frozen;
      return copy;
    };
  }

  constructor(init?: unknown) {
    if (init !== undefined) fill(this, pairsOf(init));
  }

  #write(name: string, value: string | undefined, append?: boolean): void {
    if (this.#frozen) throw new TypeError("these headers are immutable");
    this.#sorted = undefined;
    const old = append ? this.#values.get(name) : undefined;
    if (name === "set-cookie")
      this.#cookies = value === undefined ? [] : [...(old === undefined ? [] : this.#cookies), value];
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, old === undefined ? value : old + (name === "cookie" ? "; " : ", ") + value);
  }

  /** Sorted by name, a pair a cookie. */
  #list(): readonly Pair[] {
    this.#sorted ??= [...this.#values]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, value]): Pair[] =>
        name === "set-cookie" ? this.#cookies.map((cookie) => [name, cookie]) : [[name, value]],
      );
    return this.#sorted;
  }

  append(...given: unknown[]): void {
    need(given, 2);
    this.#write(nameOf(given[0]), normal(given[1]), true);
  }

  set(...given: unknown[]): void {
    need(given, 2);
    this.#write(nameOf(given[0]), normal(given[1]));
  }

  delete(...given: unknown[]): void {
    need(given, 1);
    this.#write(nameOf(given[0]), undefined);
  }

  get(...given: unknown[]): string | null {
    need(given, 1);
    return this.#values.get(nameOf(given[0])) ?? null;
  }

  has(...given: unknown[]): boolean {
    need(given, 1);
    return this.#values.has(nameOf(given[0]));
  }

  getSetCookie(): string[] {
    return [...this.#cookies];
  }

  entries(): IteratorObject<Pair> {
    return iterate(
      () => this.#list(),
      ([name, value]) => [name, value],
    );
  }

  keys(): IteratorObject<string> {
    return iterate(
      () => this.#list(),
      ([name]) => name,
    );
  }

  values(): IteratorObject<string> {
    return iterate(
      () => this.#list(),
      ([, value]) => value,
    );
  }

  forEach(...given: unknown[]): void {
    const [callback, self] = given as [(this: unknown, value: string, name: string, headers: Headers) => void, unknown];
    if (typeof callback !== "function") throw new TypeError("forEach needs a function");
    for (const [name, value] of this) callback.call(given.length > 1 ? self : globalThis, value, name, this);
  }

  [Symbol.iterator](): IteratorObject<Pair> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return "Headers";
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}
