import { Cron } from "croner";
import { error } from "../adapter/index.ts";
import type { AnySource } from "../app/index.ts";

/**
 * When a schedule is due next, after a time; milliseconds since the epoch.
 *
 * A local time that a change to summer time leaves out is left out, and one that comes twice in autumn runs once, as
 * EventBridge Scheduler has it (providers/limits.md A4).
 *
 * @throws `INVALID_SCHEDULE`
 */
export function dueAfter({ cron = "", timeZone = "UTC" }: AnySource, after: number): number {
  let pattern: Cron;
  try {
    pattern = new Cron(cron, { timezone: timeZone });
  } catch (cause) {
    throw error("INVALID_SCHEDULE", `"${cron}" in ${timeZone}: ${cause instanceof Error ? cause.message : cause}`);
  }
  let due: Date | null = new Date(after);
  // What was left out is moved behind the gap, where it does not match.
  do due = pattern.nextRun(due);
  while (due && !pattern.match(due));
  return due ? due.getTime() : Number.POSITIVE_INFINITY;
}
