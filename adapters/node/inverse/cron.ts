import { error, type Inverse } from "unmoor/adapter";
import type { CronRun } from "../codec/cron.ts";

/** The scheduler of the process: a run that was not done is not repeated. */
export const cronInverse: Inverse<"events", CronRun, void> = {
  wire({ events }) {
    const [incoming] = events;
    if (!incoming || events[1]) throw error("ONE_EVENT", `a schedule starts one run at a time, not ${events.length}`);
    const { source, time = new Date(0).toISOString() } = incoming.event;
    return { name: source.replace(/.*\//, "") || "schedule", due: time };
  },
  outcome: (reply) => [reply instanceof Error ? { is: "retry", error: reply } : { is: "done" }],
};
