import { functionTraits } from "../../../adapters/gcp/traits.ts";
import { fleet } from "../gcp/fleet.ts";
import { eventScenariosOn } from "./events-on.ts";

const ways = ["function", "service"] as const;

await eventScenariosOn({
  provider: "gcp",
  ways: ways.map((http) => ({ http })),
  roads: ["runtime", "service"],
  // Cloud Run tells a request no deadline: the one that a function was built with counts.
  timeoutMs: 3000,
  // The data of these are the body of a request; Pub/Sub wraps them, and the other senders have none of their own.
  lacks: (way, shape) =>
    ways[way] === "function" && ["cloud-tasks", "eventarc", "task"].includes(shape)
      ? { bodies: functionTraits.bodies }
      : undefined,
  start: (deployment, way, functions) => fleet(deployment, ways[way] as (typeof ways)[number], functions),
});
