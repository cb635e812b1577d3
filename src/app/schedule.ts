import type { Schema } from "./schema.ts";
import type { AnySource } from "./source.ts";

/** A schedule in the portable dialect. */
export interface Schedule extends AnySource {
  readonly kind: "schedule";
  readonly cron: string;
  readonly timeZone: string;
  /** None: only its type is used. */
  readonly schema?: Schema<never, undefined>;
}

/** Choices for a schedule. */
export interface ScheduleOptions {
  /** IANA name; UTC by default. */
  readonly timeZone?: string;
}

/**
 * A schedule: one event a run, whose `time` is when the run was due and whose `id` is the same when it is repeated.
 *
 * @param cron five fields: minute, hour, day of month, month, day of week (0 or 7 is Sunday); numbers, `*`, `,`, `-`
 *   and `/` only, and not both days, which providers read differently
 * @example export const nightly = on(schedule("0 2 * * *", { timeZone: "Europe/Berlin" }), async (event) => { … });
 */
/* @__NO_SIDE_EFFECTS__ */
export function schedule(cron: string, { timeZone = "UTC" }: ScheduleOptions = {}): Schedule {
  return { kind: "schedule", cron, timeZone };
}
