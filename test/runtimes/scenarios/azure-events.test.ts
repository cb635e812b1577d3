import type { Unit } from "../../../src/adapter/index.ts";
import { topicsOf } from "../../conformance/event-report.ts";
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

const all = { provider: "azure", timeoutMs: PATIENT_MS, deployed } as const;

await eventScenariosOn({
  ...all,
  // As it is by default: `azure.cardinality` is "one".
  batches: (_way, shape) => (shape.startsWith("service-bus") ? false : undefined),
  start: (_deployment, _way, functions) => fleet(functions),
});

const BATCHES: ReadonlySet<string> = new Set([
  ...(topicsOf("queue").batches ?? []).map(({ name }) => name),
  "batches are of one lane",
  "a batch of a lane that fails stops it",
]);

await eventScenariosOn({
  ...all,
  roads: ["batches"],
  ways: [{ cardinality: "many" }],
  wants: (_trigger, shape) => shape.startsWith("service-bus"),
  unrun: (scenario) =>
    BATCHES.has(scenario)
      ? undefined
      : "a function without `batch` takes one message a call, whatever `azure.cardinality` says",
  start: (_deployment, _way, functions) => fleet(functions),
});
