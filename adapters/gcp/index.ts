import type { Adapter, NodeReply, NodeRequest, Shape } from "unmoor/adapter";
import { type HttpOptions, nodeHttp } from "./codec/http.ts";
import { emit } from "./emit.ts";
import { entry } from "./entry.ts";
import { functionInverse, serviceInverse } from "./inverse/http.ts";
import { functionLimits, functionTraits, serviceLimits, serviceTraits } from "./traits.ts";

type HttpShape = Shape<"http", NodeRequest, NodeReply, HttpOptions>;

const functionShape: HttpShape = {
  codec: nodeHttp,
  inverse: functionInverse,
  traits: functionTraits,
  limits: functionLimits,
};

const serviceShape: HttpShape = {
  codec: nodeHttp,
  inverse: serviceInverse,
  traits: serviceTraits,
  limits: serviceLimits,
};

const later = (what: string): { readonly lacks: string } => ({
  lacks: `unmoor does not carry ${what} on Google Cloud yet`,
});

/** Google Cloud Run: as a function under functions-framework, or as a service with our own server. */
export const adapter: Adapter = {
  name: "gcp",
  shapes: { function: functionShape, service: serviceShape },
  triggers: {
    http: ["function", "service"],
    queue: later("Pub/Sub subscriptions and Cloud Tasks"),
    topic: later("Pub/Sub topics"),
    stream: later("Pub/Sub with ordering keys"),
    schedule: later("Cloud Scheduler"),
    bucket: later("Cloud Storage events"),
    cloudEvent: later("Eventarc"),
    task: later("tasks"),
  },
  pack: "unit",
  entry,
  file: (unit) => `${unit.name}/index.mjs`,
  emit,
};
