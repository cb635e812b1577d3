import type { OptionsFrom } from "unmoor/adapter";

/** What `targets.vercel` of a configuration takes, beside what every target does. */
export const options = {
  /** `"fra1"`. */
  region: "text",
  /** `["fra1", "iad1"]`, where several are granted. */
  regions: "texts",
  http: ["fetch"],
  queue: ["queue"],
  topic: ["queue"],
  schedule: ["cron", "schedules"],
  cloudEvent: ["cloudevents"],
  task: ["task"],
  runtime: ["nodejs24.x", "nodejs22.x"],
  /** By a source's name the topic of Vercel Queues. */
  resources: "map",
  /** Seconds until a failed message comes again; 60 by default. */
  retryAfterSeconds: "number",
  /** Schedules by Vercel Schedules (beta), which know time zones. */
  schedules: "boolean",
} as const;

export type VercelOptions = OptionsFrom<typeof options>;
