/**
 * A schedule of the portable dialect in Azure's: seconds first, and Sunday is 0 only.
 *
 * @param cron five numeric fields, of which the build has refused what providers read differently
 * @see https://github.com/atifaziz/NCrontab/wiki/Crontab-Expression
 * @example ncrontab("30 2 * * 5-7") // "0 30 2 * * 0,5,6"
 */
export function ncrontab(cron: string): string {
  const [minute, hour, day, month, weekday = "*"] = cron.split(" ");
  return ["0", minute, hour, day, month, /7/.test(weekday.replace(/\/\d+/g, "")) ? weekdays(weekday) : weekday].join(
    " ",
  );
}

/** The days of a field that has Sunday as 7, one by one: a range to 7 ends before it begins elsewhere. */
function weekdays(field: string): string {
  const days = new Set<number>();
  for (const item of field.split(",")) {
    const [, from = "", to = from, step = "1"] = /^(\d)(?:-(\d))?(?:\/(\d+))?$/.exec(item) ?? [];
    if (item.startsWith("*")) for (let day = 0; day < 7; day += Number(item.slice(2) || 1)) days.add(day);
    else for (let day = Number(from); day <= Number(to); day += Number(step)) days.add(day % 7);
  }
  return [...days].sort().join(",");
}
