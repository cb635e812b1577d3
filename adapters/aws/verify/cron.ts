import { cronTimes } from "unmoor/adapter";

/** When an expression of EventBridge runs, comparable: `cron(…)` by its times, a rate as it is written. */
export function timesOf(expression: unknown): string | undefined {
  const text = typeof expression === "string" ? expression : JSON.stringify(expression ?? null);
  if (text.includes("${")) return undefined;
  const [, inner] = /^\s*cron\((.*)\)\s*$/.exec(text) ?? [];
  const [minute, hour, day, month, weekday, year = "*"] = inner?.trim().split(/\s+/) ?? [];
  if (!inner || year !== "*") return text;
  return cronTimes([minute, hour, day, month, weekday].map(String), 1) ?? text;
}

/** `Etc/UTC` is UTC. */
export const zone = (name: unknown): unknown =>
  /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/i.test(String(name)) ? "UTC" : name;
