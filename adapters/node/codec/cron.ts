import { type CloudEvent, type Codec, error } from "unmoor/adapter";

/** A run of a schedule, as the scheduler in this process starts it. */
export interface CronRun {
  /** Of the function. */
  readonly name: string;
  /** When it was due: RFC 3339. */
  readonly due: string;
}

/** Build-time facts of a scheduled function. */
export interface CronOptions {
  /** The function has a handler for what is rejected. */
  readonly deadLetter?: boolean | undefined;
}

/**
 * A run that is due. Function and time are the event's id.
 *
 * @throws `RUN_FAILED` where the run was not done: it is in the log, and nobody repeats it
 */
export const cron = ({ deadLetter }: CronOptions = {}): Codec<"events", CronRun, void> => ({
  name: "cron",
  kind: "events",
  claims: (native): native is CronRun => {
    const { name, due } = (native ?? {}) as Partial<CronRun>;
    return typeof name === "string" && typeof due === "string";
  },
  decode: ({ name, due }) => ({
    events: [
      {
        event: {
          specversion: "1.0",
          id: `${name}@${due}`,
          source: `/schedules/${name}`,
          type: "dev.unmoor.schedule",
          time: due,
        } as CloudEvent,
      },
    ],
  }),
  encode(settled) {
    if (!settled.every(({ is }) => is === "done" || (is === "reject" && deadLetter)))
      throw error("RUN_FAILED", "the run was not done");
  },
});
