import { placeOf, type Rule } from "../subject.ts";

/** Time zones that a provider's clock does not know, and runs that are more frequent than some plan allows. */
export const schedule: Rule = function* (subject) {
  const { fn, shape, adapter } = subject;
  const { source } = fn;
  if (source?.kind !== "schedule" || !shape?.clock) return;
  const { zones, perDay } = shape.clock;
  const place = placeOf(subject, "source");
  const zone = source.timeZone ?? "UTC";
  if (zones !== true && !/^((Etc\/)?(UTC|UCT|GMT|Universal|Zulu))$/i.test(zone))
    yield {
      code: "MISSING_TRAIT",
      message: `"${fn.name}" runs by the clock of ${zone}: ${zones.lacks}`,
      help: "write the schedule in UTC",
      page: zones.page,
      place,
    };
  const runs = runsPerDay(source.cron ?? "");
  if (perDay && runs > perDay.runs)
    yield {
      code: "SCHEDULE_FREQUENCY",
      message: `"${fn.name}" runs ${runs} times a day on ${adapter.name}: ${perDay.says}`,
      help: "see to it that the plan allows it, or run it less often",
      page: perDay.page,
      place,
      accepts: "SCHEDULE_FREQUENCY",
    };
};

/** Runs on a day that has some: what minute and hour of the portable dialect multiply to. */
function runsPerDay(cron: string): number {
  const [minute = "", hour = ""] = cron.split(" ");
  return countOf(minute, 60) * countOf(hour, 24);
}

function countOf(field: string, all: number): number {
  const values = new Set<number>();
  for (const item of field.split(",")) {
    const [range = "", step = "1"] = item.split("/");
    const [from = 0, to = from] = range === "*" ? [0, all - 1] : range.split("-").map(Number);
    for (let value = from; value <= to; value += Number(step)) values.add(value);
  }
  return values.size;
}
