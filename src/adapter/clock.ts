const NAMES = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Least and greatest value of the five fields of Unix. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

/**
 * The minutes that a cron expression means, written one way: what two dialects spell differently is the same text.
 * Undefined where it cannot be read so (`L`, `W`, `#`, seconds other than 0).
 *
 * @param fields minute, hour, day of month, month, day of week; numbers, names, `*`, `?`, `,`, `-` and `/`
 * @param sunday what the dialect calls Sunday: 0 (or 7), or 1 on AWS
 * @example cronTimes(["0", "2", "?", "*", "MON-FRI"], 1) === cronTimes(["0", "2", "*", "*", "1-5"], 0)
 */
export function cronTimes(fields: readonly string[], sunday: 0 | 1): string | undefined {
  if (fields.length !== 5) return undefined;
  const sets = fields.map((field, at) => valuesOf(field, at, sunday));
  return sets.every(Boolean) ? sets.join(" ") : undefined;
}

function valuesOf(field: string, at: number, sunday: 0 | 1): string | undefined {
  const [least, most] = RANGES[at] as readonly [number, number];
  const numbered = (word: string): number => {
    const day = DAYS.indexOf(word);
    if (at === 4 && day >= 0) return day;
    if (at === 3 && NAMES.includes(word)) return NAMES.indexOf(word) + 1;
    return Number(word) - (at === 4 ? sunday : 0);
  };
  const values = new Set<number>();
  for (const part of field.toUpperCase().split(",")) {
    const [, star, from = "", to, step] = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    const first = star ? least : numbered(from);
    const last = star ? most : to ? numbered(to) : step ? most : first;
    const size = Number(step ?? 1);
    // Where Sunday is 7, a range may end with it; where it is 0, one may not begin after its end.
    const sundays = at === 4 && !sunday ? 7 : most;
    if (!(first >= least && first <= sundays && last <= sundays && size > 0)) return undefined;
    const end = last < first ? last + (most - least + 1) : last;
    for (let value = first; value <= end; value += size)
      values.add(value > most ? least + ((value - least) % (most - least + 1)) : value);
  }
  if (values.size === most - least + 1) return "*";
  return [...values].sort((a, b) => a - b).join(",");
}
