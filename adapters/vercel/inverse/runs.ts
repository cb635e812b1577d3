import type { Delivery, Inverse, Settled } from "unmoor/adapter";
import type { Pushed } from "../codec/pushed.ts";
import { authorization, failed, proxied } from "./proxy.ts";

/** A platform that starts runs and does not start them again: done, or a failure in its log. */
const outcome = (reply: Response | Error): readonly Settled[] => {
  const status = reply instanceof Error ? 500 : reply.status;
  return [status < 300 ? { is: "done" } : { is: "retry", error: failed(status) }];
};

function only({ events }: Delivery<"events">): Delivery<"events">["events"][number] {
  const [incoming] = events;
  if (!incoming || events.length > 1) throw new Error("Vercel starts one run at a time");
  return incoming;
}

/** Cron jobs: what arrives does not say when it was due; it is now. */
export const cronInverse: Inverse<"events", Pushed, Response> = {
  wire(delivery) {
    const { source } = only(delivery).event;
    return proxied("GET", source.replace("/cron", ""), {
      authorization,
      "user-agent": "vercel-cron/1.0",
    });
  },
  outcome,
};

/** Schedules: binary CloudEvents without `ce-time`. */
export const scheduleInverse: Inverse<"events", Pushed, Response> = {
  wire(delivery) {
    const { id, source, time } = only(delivery).event;
    return proxied("POST", "/", {
      "ce-specversion": "1.0",
      "ce-type": "com.vercel.schedule.v1beta",
      "ce-id": id,
      "ce-source": source,
      "ce-vssscheduledat": time,
      "ce-vssscheduleid": "sch_01",
      "ce-vssschedulename": source.replace(/^.*\//, ""),
      "ce-vssnamespace": "default",
      "ce-vssschedulesource": "static",
    });
  },
  outcome,
};
