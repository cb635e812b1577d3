import type { OptionsFrom } from "unmoor/adapter";

/** What `targets.node` of a configuration takes, beside what every target does. */
export const options = {
  http: ["http"],
  queue: ["cloudevents", "ordered"],
  topic: ["cloudevents", "ordered"],
  stream: ["ordered"],
  schedule: ["cron"],
  bucket: ["bucket"],
  cloudEvent: ["cloudevents", "ordered"],
  task: ["task"],
  /** Node's major version in the image. */
  node: ["24", "22"],
  /** Path of the health probe: `"/healthz"`. */
  health: "text",
  /** Trusted proxies before the server. */
  proxies: "number",
  timeoutSeconds: "number",
  lingerSeconds: "number",
  graceSeconds: "number",
  /** Name of the Knative broker. */
  broker: "text",
  /** URI of who keeps what is exhausted or rejected. */
  deadLetterSink: "text",
  /** By a source's name the attributes that its events have on the broker. */
  resources: "data",
} as const;

export type NodeOptions = OptionsFrom<typeof options>;
