import type { Codec } from "unmoor/adapter";
import { comesBy, type EventOptions, type EventWire, present, settleWhole, utc } from "./event.ts";

/** Runs of the portable dialect are due at whole minutes. */
const MINUTE = 60_000;

/**
 * A timer: an event a run, named by the minute it was due. Azure runs a schedule once at a time, and a missed run once.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer
 * @example delivered(timer({ channel: "nightly" }), eventDispatch("nightly", nightly, { provider: "azure" }))
 */
export function timer(options: EventOptions = {}): Codec<"events", EventWire, void> {
  const { channel = "", attempts } = options;
  return {
    name: "timer",
    kind: "events",
    claims: (native) => comesBy(native, "timerTrigger"),
    decode({ input, retries }, { at }) {
      const { scheduleStatus } = (input ?? {}) as { scheduleStatus?: { next?: unknown } | null };
      // Written before the run, so that "next" is this one; absent where the extension does not monitor the schedule.
      const next = Date.parse(utc(scheduleStatus?.next) ?? "");
      const due = next > 0 && next <= at + MINUTE ? next : Math.round(at / MINUTE) * MINUTE;
      const time = new Date(due).toISOString();
      const attempt = retries + 1;
      const last = attempts ? attempt >= attempts : undefined;
      const source = `/azure/timer/${channel}`;
      const event = {
        specversion: "1.0",
        id: time,
        source,
        type: "dev.unmoor.schedule",
        time,
        data: undefined,
      } as const;
      return { events: [present({ event, channel, attempt, last })] };
    },
    encode: (settled) => settleWhole(settled, options),
  };
}
