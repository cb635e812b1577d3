import { fleet, PATIENT_MS } from "../azure/fleet.ts";
import { eventScenariosOn } from "./events-on.ts";

await eventScenariosOn({
  provider: "azure",
  timeoutMs: PATIENT_MS,
  // Sessions, which the lanes of a queue are.
  deployed: (unit) =>
    unit.shape === "service-bus"
      ? {
          ...unit,
          functions: unit.functions.map((fn) => ({ ...fn, source: { kind: "queue", ...fn.source, fifo: true } })),
        }
      : unit,
  // As it is by default: `azure.cardinality` is "one".
  batches: (_way, shape) => (shape.startsWith("service-bus") ? false : undefined),
  start: (_deployment, _way, functions) => fleet(functions),
});
