import type { OptionsFrom } from "unmoor/adapter";

/** What `targets.gcp` of a configuration takes, beside what every target does. */
export const options = {
  /** For the commands: `"europe-west1"`. */
  region: "text",
  http: ["function", "service"],
  queue: ["pubsub", "cloud-tasks"],
  topic: ["pubsub", "eventarc"],
  stream: ["pubsub"],
  schedule: ["scheduler"],
  bucket: ["cloud-storage"],
  cloudEvent: ["eventarc"],
  task: ["task"],
  /** Version of Node. */
  node: ["24", "22"],
  /** Requests that an instance handles at once: 1 to 1000. */
  concurrency: "number",
  /** HTTP is callable without a token. */
  public: "boolean",
  /** By a source's name what exists already: topics, queues, buckets and, by the type of their events, channels. */
  resources: "map",
  /** Email of an existing service account that senders act as. */
  invoker: "text",
  /** Whether the code checks senders itself; true by default. */
  verify: "boolean",
  /** A load balancer is in front, and says who the client is. */
  loadBalancer: "boolean",
  /** Identity-Aware Proxy is in front. */
  iap: "boolean",
} as const;

export type GcpOptions = OptionsFrom<typeof options>;
