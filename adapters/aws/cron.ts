import { error } from "unmoor/adapter";

/** Least and greatest value of each field. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** All values of a field, in order. */
function valuesOf(field: string, [least, most]: readonly [number, number], cron: string): number[] {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [, star, from, to, step = "1"] = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    const first = star ? least : Number(from);
    const last = star ? most : Number(to ?? from);
    if (!(first >= least && last <= most && first <= last && Number(step) > 0) || (/^\d+\//.test(part) && !to))
      throw error("INVALID_SCHEDULE", `"${cron}": "${part}" is none of ${least}-${most}, *, a-b, */n or a-b/n`);
    for (let value = first; value <= last; value += Number(step)) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

/** A field of AWS: a range where there are no gaps, else a list. */
function written(values: readonly number[]): string {
  const [first, last] = [values[0], values.at(-1)] as [number, number];
  return values.length > 2 && last - first === values.length - 1 ? `${first}-${last}` : values.join(",");
}

/**
 * A schedule of five numeric fields in the dialect of EventBridge: a year, `?` for the day that is not meant, and days
 * of the week from 1 (Sunday) to 7. Steps are written out: AWS reads `a/n` and knows no `a-b/n`.
 *
 * @throws `INVALID_SCHEDULE`; also when both days are restricted, which Unix reads as either and others as both
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 * @example awsCron("0 2 * * 1-5") // "cron(0 2 ? * 2-6 *)"
 */
export function awsCron(cron: string): string {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) throw error("INVALID_SCHEDULE", `"${cron}" has ${fields.length} fields, not 5`);
  const [, , day, , weekday] = fields;
  if (day !== "*" && weekday !== "*")
    throw error("INVALID_SCHEDULE", `"${cron}" restricts day of month and day of week; use two schedules`);
  const [minute, hour, date, month, days] = fields.map((field, at) => {
    const values = valuesOf(field, RANGES[at]!, cron);
    if (at < 4) return field === "*" ? "*" : written(values);
    return field === "*" ? "?" : written([...new Set(values.map((value) => (value % 7) + 1))].sort((a, b) => a - b));
  });
  return `cron(${minute} ${hour} ${days === "?" ? date : "?"} ${month} ${days} *)`;
}
