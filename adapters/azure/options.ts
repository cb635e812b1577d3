import type { OptionsFrom } from "unmoor/adapter";

/** What `targets.azure` of a configuration takes, beside what every target does. */
export const options = {
  /** For the commands: `"westeurope"`. */
  region: "text",
  http: ["stream"],
  queue: ["service-bus", "storage-queue"],
  topic: ["service-bus-topic", "event-grid"],
  stream: ["event-hubs", "kafka"],
  schedule: ["timer"],
  bucket: ["blob"],
  cloudEvent: ["event-grid"],
  task: ["http-task"],
  /** Version of Node. */
  node: ["24", "22"],
  /** Which key HTTP functions ask for. */
  authLevel: ["anonymous", "function", "admin"],
  /** App Service authentication is on, and says who the client is. */
  easyAuth: "boolean",
  /** By a source's name what exists already: its name there, or an app setting (`%ORDERS%`). */
  resources: "map",
  /** App settings that hold connections: `serviceBus`, `eventHubs`, `storage`. */
  connections: "map",
  /** `"many"`: functions with `batch` get batches of Service Bus, which end as a whole. */
  cardinality: ["one", "many"],
  /** More members of Kafka's binding: `brokerList`, `protocol`, `username` … */
  kafka: "map",
} as const;

export type AzureOptions = OptionsFrom<typeof options>;
