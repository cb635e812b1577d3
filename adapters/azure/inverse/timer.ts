import { error, type Inverse } from "unmoor/adapter";
import type { EventWire } from "../codec/event.ts";
import { timer } from "../codec/timer.ts";
import { wholeInverse } from "./event.ts";

/** The timer: a run a call. */
export const timerInverse: Inverse<"events", EventWire, void> = wholeInverse(timer, (events) => {
  const [first, second] = events;
  if (!first || second) throw error("INVALID_DELIVERY", "a timer delivers one run at a time");
  const next = first.event.time ?? first.event.id;
  return {
    input: {
      schedule: { adjustForDST: true },
      scheduleStatus: { last: next, next, lastUpdated: next },
      isPastDue: false,
    },
    trigger: { type: "timerTrigger" },
    metadata: {},
    retries: (first.attempt ?? 1) - 1,
  };
});
