import type { CloudEvent, Codec, NodeReply } from "unmoor/adapter";
import { type EventOptions, yesOrNo } from "./answer.ts";
import { headersOf, markOf, type Push } from "./push.ts";

/**
 * A job of Cloud Scheduler with an HTTP target. Job and scheduled time are the event's id: a run that is repeated has
 * the same. The time has the offset of the job's zone and is kept as it came.
 *
 * @see https://docs.cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#HttpTarget
 */
export function scheduler(options: EventOptions = {}): Codec<"events", Push, NodeReply> {
  return {
    name: "scheduler",
    kind: "events",
    claims: (native): native is Push => markOf(native) === "x-cloudscheduler",
    ...options.sender,
    decode(wire, { at }) {
      const headers = headersOf(wire);
      const job = headers["x-cloudscheduler-jobname"] ?? "job";
      const time = headers["x-cloudscheduler-scheduletime"] ?? new Date(at).toISOString();
      const event = {
        specversion: "1.0",
        id: `${job}@${time}`,
        source: `//cloudscheduler.googleapis.com/jobs/${job}`,
        type: "dev.unmoor.schedule",
        subject: job,
        time,
      } as CloudEvent;
      return { events: [{ event }] };
    },
    ...yesOrNo(options),
  };
}
