import { type Codec, error } from "unmoor/adapter";
import { finished } from "./cron.ts";
import { isPushed, type Pushed } from "./pushed.ts";

/** Build-time facts of a schedule's function. */
export interface ScheduleOptions {
  /** Whether the function has a handler for what is rejected; without it the platform's log shows a failure. */
  readonly deadLetter?: boolean | undefined;
}

/**
 * A run of Vercel Schedules (`schedule/v1beta`), which the platform does not retry. It keeps such functions off the web.
 *
 * @see https://vercel.com/docs/schedules
 * @example push(scheduleCodec(), eventDispatch("nightly", nightly, { provider: "vercel" }));
 */
export function scheduleCodec({ deadLetter }: ScheduleOptions = {}): Codec<"events", Pushed, Response> {
  return {
    name: "schedules",
    kind: "events",
    claims: (native): native is Pushed =>
      isPushed(native, "POST", (headers) => headers.get("ce-type") === "com.vercel.schedule.v1beta"),
    decode({ headers }) {
      const [id, source, time] = ["ce-id", "ce-source", "ce-vssscheduledat"].map((name) => headers.get(name));
      if (!id || !source) throw error("INVALID_MESSAGE", "a run without id or source", 400);
      const event = {
        specversion: "1.0",
        id,
        source,
        type: "dev.unmoor.schedule",
        ...(time && { time }),
        data: undefined,
      } as const;
      return { events: [{ event, last: true }] };
    },
    encode: (settled) => new Response(null, { status: finished(settled, deadLetter) ? 200 : 500 }),
  };
}
