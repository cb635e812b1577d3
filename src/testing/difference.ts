/** Differences that are told before the rest is only counted. */
const MOST = 10;

/**
 * Where two values differ, in what JSON keeps of them.
 *
 * @example differencesOf({ a: [1] }, { a: [2] }) // ["a[0]: 1 → 2"]
 */
export function differencesOf(one: unknown, two: unknown): readonly string[] {
  const found: string[] = [];
  compare(plain(one), plain(two), "", found);
  return found.length > MOST ? [...found.slice(0, MOST), `and ${found.length - MOST} more`] : found;
}

function compare(one: unknown, two: unknown, path: string, found: string[]): void {
  if (Object.is(one, two)) return;
  if (!isObject(one) || !isObject(two) || Array.isArray(one) !== Array.isArray(two)) {
    found.push(`${path || "the result"}: ${told(one)} → ${told(two)}`);
    return;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(two)])) {
    const own = Array.isArray(one) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    compare(one[key], two[key], own, found);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function plain(value: unknown): unknown {
  const json = JSON.stringify(value);
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}

const told = (value: unknown): string => JSON.stringify(value) ?? "nothing";
