import { fleet } from "../aws/fleet.ts";
import { eventScenariosOn } from "./events-on.ts";

await eventScenariosOn({
  provider: "aws",
  // A cluster is never made by the fragment.
  shapes: { kafka: { resources: { conformance: "b-1.unmoor.kafka.eu-central-1.amazonaws.com:9094" } } },
  start: (deployment, _way, functions) => fleet(deployment, functions),
});
