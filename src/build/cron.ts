/** Name, lowest and highest value of each field of the portable dialect. */
const FIELDS: readonly (readonly [name: string, low: number, high: number])[] = [
  ["minute", 0, 59],
  ["hour", 0, 23],
  ["day of month", 1, 31],
  ["month", 1, 12],
  ["day of week", 0, 7],
];

/**
 * What is wrong with a cron expression for somebody who wants the same runs on every provider; undefined where nothing
 * is. Five numeric fields with `*`, `,`, `-` and `/`: names, seconds, years, `?`, `L`, `W` and `#` are dialects, and
 * with both days restricted Google runs on either, Azure on both, and AWS and Vercel refuse (providers/limits.md A4).
 *
 * @example cronFault("0 2 1 * 1") // "restricts day of month and day of week …"
 */
export function cronFault(cron: string): string | undefined {
  const fields = cron.split(" ");
  if (fields.length !== 5) return `has ${fields.length} fields; write minute, hour, day of month, month, day of week`;
  for (const [index, [name, low, high]] of FIELDS.entries())
    for (const item of (fields[index] as string).split(",")) {
      const [, star, from, to, step] = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(item) ?? [];
      if (!star && !from) return `has "${item}" for ${name}; write numbers with *, comma, - and / only`;
      const end = Number(to ?? from);
      if (from && (Number(from) < low || end > high || Number(from) > end))
        return `has "${item}" for ${name}, which goes from ${low} to ${high}`;
      if (step && (Number(step) < 1 || Number(step) > high)) return `has a step of ${step} for ${name}`;
      if (step && from && !to)
        return `has "${item}" for ${name}: is it a step from ${from} to ${high}? Write ${from}-${high}/${step}`;
    }
  if (fields[2] !== "*" && fields[4] !== "*")
    return "restricts day of month and day of week: Google runs on either, Azure on both, AWS and Vercel on none; use two schedules";
  return undefined;
}

/** Whether a time zone is one of the IANA's. */
export function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
