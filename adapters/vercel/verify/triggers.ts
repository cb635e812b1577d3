import { cronTimes, type DeployDocument, type DeployedRoute, type DeployedTrigger } from "unmoor/adapter";
import { list, members } from "./data.ts";

/** The triggers of a function: queues alone, since a schedule's times stand elsewhere. */
export const queuesOf = (triggers: unknown, at: string): DeployedTrigger[] =>
  list(triggers)
    .map(members)
    .flatMap(({ type, topic, maxDeliveries }, nth) =>
      type === "queue/v2beta" || type === "queue/v1beta"
        ? [
            {
              shapes: ["queue"],
              sources: [String(topic)],
              at: `${at}[${nth}]`,
              // Without a limit a message comes until it expires.
              facts: {
                filter: { value: { topic: [topic] }, at: `${at}[${nth}].topic` },
                attempts: { value: maxDeliveries ?? 1000, at: `${at}[${nth}].maxDeliveries` },
              },
            },
          ]
        : [],
    );

/** What of `crons` and `schedules` runs a function. */
export function clocksOf(
  name: string,
  { file, data }: DeployDocument,
  routes?: readonly DeployedRoute[],
): DeployedTrigger[] {
  const { crons, schedules } = members(data);
  const jobs = list(crons)
    .map(members)
    .flatMap(({ path, schedule }, nth): DeployedTrigger[] => {
      if (lastOf(path) !== name) return [];
      const at = `${file}: crons[${nth}]`;
      const facts = { cron: { value: times(schedule), at: `${at}.schedule` }, timeZone: { value: "UTC", at } };
      return [{ shapes: ["cron"], at, facts, ...(routes && { routes }) }];
    });
  // Documented as an object by name, written as an array.
  const listed = Array.isArray(schedules)
    ? schedules.map((each, nth) => [`[${nth}]`, members(each)] as const)
    : Object.entries(members(schedules)).map(([key, each]) => [`.${key}`, { name: key, ...members(each) }] as const);
  const beta = listed.flatMap(([key, each]): DeployedTrigger[] => {
    const { name: own, schedule, timezone = "UTC", function: fn, path } = each as Record<string, unknown>;
    if (![fn, path, own].some((one) => lastOf(one) === name)) return [];
    const at = `${file}: schedules${key}`;
    return [
      {
        shapes: ["schedules"],
        at,
        facts: {
          cron: { value: times(schedule), at: `${at}.schedule` },
          timeZone: { value: zone(timezone), at: `${at}.timezone` },
        },
      },
    ];
  });
  return [...jobs, ...beta];
}

/** `/api/nightly?x=1` → `nightly`. */
export const lastOf = (path: unknown): string =>
  String(path ?? "")
    .replace(/[?#].*$/, "")
    .replace(/\/(index)?$/, "")
    .split("/")
    .at(-1)
    ?.replace(/\.\w+$/, "") ?? "";

/** When an expression runs, comparable. */
export const times = (cron: unknown): string =>
  typeof cron === "string" ? (cronTimes(cron.trim().split(/\s+/), 0) ?? cron) : JSON.stringify(cron ?? null);

export const zone = (name: unknown): unknown =>
  /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/i.test(String(name)) ? "UTC" : name;
