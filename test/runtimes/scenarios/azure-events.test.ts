import type { Unit } from "../../../src/adapter/index.ts";
import { fleet, PATIENT_MS } from "../azure/fleet.ts";
import { eventScenariosOn } from "./events-on.ts";

/** A queue with sessions, which are its lanes; a subscription that gives up after as many deliveries as the list says. */
function deployed(unit: Unit): Unit {
  const functions = unit.functions.map((fn) => {
    if (unit.shape === "service-bus") return { ...fn, source: { kind: "queue" as const, ...fn.source, fifo: true } };
    return unit.shape === "service-bus-topic" ? { attempts: 5, ...fn } : fn;
  });
  return { ...unit, functions };
}

await eventScenariosOn({
  provider: "azure",
  timeoutMs: PATIENT_MS,
  deployed,
  // As it is by default: `azure.cardinality` is "one".
  batches: (_way, shape) => (shape.startsWith("service-bus") ? false : undefined),
  start: (_deployment, _way, functions) => fleet(functions),
});
