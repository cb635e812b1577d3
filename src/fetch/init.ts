import { type Extracted, extract } from "./extract.ts";
import { pairsOf } from "./pairs.ts";
import { byteString, dictionary } from "./text.ts";

/** Members that take one of few words. */
const WORDS: Readonly<Record<string, string>> = {
  cache: "default,no-store,reload,no-cache,force-cache,only-if-cached",
  credentials: "omit,same-origin,include",
  duplex: "half",
  mode: "same-origin,no-cors,cors",
  priority: "high,low,auto",
  redirect: "follow,manual,error",
  referrerPolicy:
    ",no-referrer,no-referrer-when-downgrade,same-origin,origin,strict-origin,origin-when-cross-origin,strict-origin-when-cross-origin,unsafe-url",
};

const text = (value: unknown): string => `${value as string}`;

/** How each member is made what it must be, in the order in which Web IDL reads them. */
const MEMBERS: Readonly<Record<string, (value: unknown, name: string) => unknown>> = {
  body: (value) => (value === null ? value : extract(value)),
  cache: wordOf,
  credentials: wordOf,
  duplex: wordOf,
  headers: pairsOf,
  integrity: text,
  keepalive: Boolean,
  method: methodOf,
  mode: wordOf,
  priority: wordOf,
  redirect: wordOf,
  referrer: (value) => text(value) && new URL(text(value)).href,
  referrerPolicy: wordOf,
  signal(value) {
    if (value !== null && !(value instanceof AbortSignal)) throw new TypeError("signal is no AbortSignal");
    return value;
  },
  window(value) {
    if (value !== null) throw new TypeError("window is not null");
  },
};

function wordOf(value: unknown, name: string): string {
  const word = text(value);
  if (!WORDS[name]!.split(",").includes(word)) throw new TypeError(`${name} is "${word}"`);
  return word;
}

/** https://fetch.spec.whatwg.org/#concept-method-normalize: only these six are made upper case. */
function methodOf(value: unknown): string {
  const method = byteString(value);
  if (/^(delete|get|head|options|post|put)$/i.test(method)) return method.toUpperCase();
  if (!/^(?!(connect|trace|track)$)[\w!#$%&'*+.^`|~-]+$/i.test(method)) throw new TypeError(`method is "${method}"`);
  return method;
}

/** What a `RequestInit` says; `headers` are pairs. */
export type Init = Readonly<{
  body?: Extracted | null;
  headers?: ReturnType<typeof pairsOf>;
  method?: string;
  mode?: string;
  cache?: string;
  duplex?: string;
  keepalive?: boolean;
  signal?: AbortSignal | null;
}>;

/**
 * Reads a `RequestInit`. An object of any kind will do: another request, for one.
 *
 * @throws TypeError for what is not allowed
 * @see https://fetch.spec.whatwg.org/#requestinit
 */
export function readInit(init: unknown): Init {
  const given = dictionary(init);
  const read: Record<string, unknown> = {};
  for (const name in MEMBERS) {
    const value = given[name];
    if (value !== undefined) read[name] = MEMBERS[name]!(value, name);
  }
  return read;
}
