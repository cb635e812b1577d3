/**
 * A cron expression of the portable dialect as Vercel writes it: the same five fields, but Sunday is 0 only.
 *
 * @see https://vercel.com/docs/cron-jobs#cron-expressions
 * @example vercelCron("0 2 * * 5-7") // "0 2 * * 0,5,6"
 */
export function vercelCron(cron: string): string {
  const fields = cron.split(" ");
  const days = fields[4] as string;
  if (!/7/.test(days)) return cron;
  const listed = new Set(days.split(",").flatMap(daysOf));
  return [...fields.slice(0, 4), [...listed].sort().join(",")].join(" ");
}

/** The days of one item, such as `5-7` or `1-7/2`. */
function daysOf(item: string): number[] {
  const [range = "", step = "1"] = item.split("/");
  const [from = 0, to = from] = range === "*" ? [0, 6] : range.split("-").map(Number);
  const days: number[] = [];
  for (let day = from; day <= to; day += Number(step)) days.push(day % 7);
  return days;
}
