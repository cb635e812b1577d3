import type { Codec, Settled } from "unmoor/adapter";
import { due } from "./due.ts";
import { isPushed, type Pushed } from "./pushed.ts";
import { verify } from "./secret.ts";

/** Build-time facts of a cron job. */
export interface CronOptions {
  /** Name of the schedule: its function's. */
  readonly name: string;
  /** As in config.json. */
  readonly cron: string;
  /** Whether the function has a handler for what is rejected; without it the platform's log shows a failure. */
  readonly deadLetter?: boolean | undefined;
}

/**
 * A run of a Vercel cron job: GET with `CRON_SECRET`, on a path that anybody can call. Nothing is looked at before the
 * secret. The platform neither retries nor names its runs: the id is that of the minute that was due, so that a run
 * that comes twice has one id.
 *
 * @see https://vercel.com/docs/cron-jobs
 * @example push(cronCodec({ name: "nightly", cron: "0 2 * * *" }), eventDispatch("nightly", nightly, { provider: "vercel" }));
 */
export function cronCodec({ name, cron, deadLetter }: CronOptions): Codec<"events", Pushed, Response> {
  return {
    name: "cron",
    kind: "events",
    claims: (native): native is Pushed => isPushed(native, "GET"),
    async open(wire, host) {
      await verify(wire, host, "CRON_SECRET");
      return wire;
    },
    decode(_wire, { at }) {
      const time = new Date(due(cron, at)).toISOString();
      const event = {
        specversion: "1.0",
        id: `${name}@${time}`,
        source: `/cron/${name}`,
        type: "dev.unmoor.schedule",
        time,
        data: undefined,
      } as const;
      return { events: [{ event, last: true }] };
    },
    encode: (settled) => new Response(null, { status: finished(settled, deadLetter) ? 200 : 500 }),
  };
}

/** Whether each event was done, or rejected into somebody's hands. */
export const finished = (settled: readonly Settled[], deadLetter: boolean | undefined): boolean =>
  settled.every(({ is }) => is === "done" || (is === "reject" && deadLetter));
