const MINUTE = 60_000;

/**
 * When a run was due, in milliseconds since the epoch: the last minute of a cron expression, in UTC. Vercel does not
 * say; it calls within the minute, on the Hobby plan within the hour. A call of no such minute, by hand, is its own.
 *
 * @param cron five numeric fields, Sunday 0
 * @param at when the call came
 * @see https://vercel.com/docs/cron-jobs/usage-and-pricing
 */
export function due(cron: string, at: number): number {
  const fields = cron.split(" ");
  // A clock of ours that is a little late must not name the run before.
  const now = Math.floor((at + 5000) / MINUTE) * MINUTE;
  for (let back = 0; back < 60; back++) {
    const time = now - back * MINUTE;
    const date = new Date(time);
    const values = [
      date.getUTCMinutes(),
      date.getUTCHours(),
      date.getUTCDate(),
      date.getUTCMonth() + 1,
      date.getUTCDay(),
    ];
    if (values.every((value, index) => fits(fields[index] as string, value, index % 4 > 1 ? 1 : 0))) return time;
  }
  return now;
}

const fits = (field: string, value: number, low: number): boolean =>
  field.split(",").some((item) => {
    const [range, step = 1] = item.split("/") as [string, string?];
    const [from, to = from] = range === "*" ? [low, 59] : (range.split("-").map(Number) as [number, number?]);
    return value >= from && value <= to && (value - from) % Number(step) === 0;
  });
