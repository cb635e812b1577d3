import { Cron } from "croner";
import { nodeHost } from "unmoor/adapter";
import type { Runner } from "./carrier/runner.ts";
import { logLine } from "./log.ts";

/** A function that a schedule starts. */
export interface Job {
  /** Of the function. */
  readonly name: string;
  /** Five numeric fields. */
  readonly cron: string;
  /** IANA name; UTC by default. */
  readonly timeZone?: string | undefined;
  readonly run: Runner;
}

/** Starts jobs when they are due, and tells of each run; gives what stops them. */
export type Schedules = (track: (run: Promise<void>) => void) => () => void;

/**
 * Schedules in this process, by croner: its clock knows time zones and the days on which they change. A run that is due
 * while the one before is under way is skipped, and the log says so.
 *
 * @see https://croner.56k.guru/usage/configuration/
 * @example serve({ schedules: schedules([{ name: "nightly", cron: "0 2 * * *", timeZone: "Europe/Berlin", run }]) }, process)
 */
export function schedules(jobs: readonly Job[]): Schedules {
  return (track) => {
    const host = nodeHost();
    const crons = jobs.map(({ name, cron, timeZone = "UTC", run }) => {
      const skipped = (): void => {
        const record = { level: "warn", invocation: "", function: name, time: host.now() } as const;
        host.write("warn", logLine({ ...record, message: "skipped: the run before is under way" }));
      };
      return new Cron(cron, { mode: "5-part", timezone: timeZone, protect: skipped }, (self) => {
        const now = new Date();
        // Not when the timer came, but when it should have.
        const [due = now] = self.previousRuns(1, new Date(now.getTime() + 1));
        const running = run({ name, due: due.toISOString() });
        track(running);
        return running;
      });
    });
    return () => {
      for (const cron of crons) cron.stop();
    };
  };
}
