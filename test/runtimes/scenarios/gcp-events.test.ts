import { functionTraits } from "../../../adapters/gcp/traits.ts";
import { fleet, PATIENT_MS } from "../gcp/fleet.ts";
import { eventScenariosOn } from "./events-on.ts";

const ways = ["function", "service"] as const;

await eventScenariosOn({
  provider: "gcp",
  ways: ways.map((http) => ({ http })),
  roads: ["runtime", "service"],
  timeoutMs: PATIENT_MS,
  // Cloud Run takes the signatures off; gcp/senders.test.ts shows one being verified. Half of the build's time.
  external: ["jose"],
  // The data of these are the body of a request; Pub/Sub wraps them, and the other senders have none of their own.
  lacks: (way, shape) =>
    ways[way] === "function" && ["cloud-tasks", "eventarc", "task"].includes(shape)
      ? { bodies: functionTraits.bodies }
      : undefined,
  start: (deployment, way, functions) => fleet(deployment, ways[way] as (typeof ways)[number], functions),
});
