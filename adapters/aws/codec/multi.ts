import { headersOf, type Single } from "./event.ts";

/** All values of a name: payload 1.0 and load balancers. */
export type Multi = Readonly<Record<string, readonly string[]>> | null | undefined;

/**
 * Headers of an event with two maps. The multi-value one counts where it knows a name; values are never compared with
 * each other (hono CVE-2026-59897 dropped "203.0.113.1" beside "203.0.113.10").
 */
export function multiHeadersOf(single: Single, multi: Multi): Record<string, string> {
  const all: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(multi ?? {}))
    for (const value of values) {
      const key = name.toLowerCase();
      all[key] = key in all ? all[key] + (key === "cookie" ? "; " : ", ") + value : value;
    }
  return headersOf(single, all);
}

/** Names and values of a query, as encoded as the sender has them. */
export const queryOf = (single: Single, multi: Multi): [string, string][] =>
  Object.entries(multi ?? single ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
