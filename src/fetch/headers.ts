import { INSPECT, isInstance } from "./instance.ts";
import { iterate } from "./iterator.ts";
import { type Pair, pairsOf } from "./pairs.ts";
import { byteString, need } from "./text.ts";

/** HTTP whitespace around a value. The look-behind keeps long runs inside it from costing their square. */
const AROUND = /^[\t\n\r ]+|(?<![\t\n\r ])[\t\n\r ]+$/g;

function nameOf(name: unknown): string {
  const text = `${name as string}`;
  // RFC 9110, 5.6.2: a token.
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(text)) throw new TypeError(`bad header name "${text}"`);
  return text.toLowerCase();
}

function normal(value: unknown): string {
  // Nearly all values are like this: nothing to take off, and nothing to object to.
  if (typeof value === "string" && /^[!-~]+( [!-~]+)*$/.test(value)) return value;
  const text = byteString(value).replace(AROUND, "");
  if (/[\0\n\r]/.test(text)) throw new TypeError(`bad header value "${text}"`);
  return text;
}

/** Appends what `pairsOf` gave. */
export let fill: (headers: Headers, pairs: readonly (readonly string[])[]) => void;
/** Lets nobody write any more; or everybody who may write the other. */
export let guard: (headers: Headers, as?: Headers) => void;
/** Adds the content type of a body, if there is one and the headers have none. */
export let typed: (headers: Headers, type: string | null | undefined) => void;

/**
 * Headers by the Fetch standard, with what Node does where a server differs from a browser: no name is forbidden, and
 * several `cookie` lines join with a semicolon.
 *
 * @see https://fetch.spec.whatwg.org/#headers-class
 */
export class Headers {
  static readonly name = "Headers";
  #values = new Map<string, readonly string[]>();
  #sorted: readonly Pair[] | undefined;
  #frozen = false;

  static {
    fill = (headers, pairs) => {
      for (const pair of pairs) {
        if (pair.length !== 2) throw new TypeError("a header is no pair");
        headers.#append(pair[0], pair[1]);
      }
    };
    typed = (headers, type) => {
      if (type && !headers.#values.has("content-type")) headers.#values.set("content-type", [type]);
    };
    Object.assign(Headers.prototype, {
      [INSPECT](this: Headers): object {
        return Object.fromEntries(this);
      },
    });
    guard = (headers, as) => {
      headers.#frozen = !as || as.#frozen;
    };
  }

  constructor(init?: unknown) {
    if (init !== undefined) fill(this, pairsOf(init));
  }

  #write(name: string, values?: readonly string[]): void {
    if (this.#frozen) throw new TypeError("immutable headers");
    this.#sorted = undefined;
    if (values) this.#values.set(name, values);
    else this.#values.delete(name);
  }

  #append(name: unknown, value: unknown): void {
    const key = nameOf(name);
    const values = [normal(value)];
    this.#write(key, this.#values.get(key)?.concat(values) ?? values);
  }

  #get(name: string): string | null {
    const values = this.#values.get(name);
    return values ? (values[1] === undefined ? values[0]! : values.join(name === "cookie" ? "; " : ", ")) : null;
  }

  /** Sorted by name, a pair a cookie. */
  #list(): readonly Pair[] {
    if (this.#sorted) return this.#sorted;
    const sorted: Pair[] = [];
    for (const name of [...this.#values.keys()].sort())
      if (name === "set-cookie") for (const cookie of this.getSetCookie()) sorted.push([name, cookie]);
      else sorted.push([name, this.#get(name)!]);
    this.#sorted = sorted;
    return sorted;
  }

  append(...given: unknown[]): void {
    need(given, 2);
    this.#append(given[0], given[1]);
  }

  set(...given: unknown[]): void {
    need(given, 2);
    this.#write(nameOf(given[0]), [normal(given[1])]);
  }

  delete(...given: unknown[]): void {
    need(given, 1);
    this.#write(nameOf(given[0]));
  }

  get(...given: unknown[]): string | null {
    need(given, 1);
    return this.#get(nameOf(given[0]));
  }

  has(...given: unknown[]): boolean {
    need(given, 1);
    return this.#values.has(nameOf(given[0]));
  }

  getSetCookie(): string[] {
    return [...(this.#values.get("set-cookie") ?? [])];
  }

  entries(): IteratorObject<Pair> {
    return iterate(() => this.#list());
  }

  keys(): IteratorObject<string> {
    return iterate(() => this.#list(), 0);
  }

  values(): IteratorObject<string> {
    return iterate(() => this.#list(), 1);
  }

  forEach(
    callback: (this: unknown, value: string, name: string, headers: Headers) => void,
    self: unknown = globalThis,
  ): void {
    if (typeof callback !== "function") throw new TypeError("no function");
    for (const [name, value] of this) callback.call(self, value, name, this);
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
