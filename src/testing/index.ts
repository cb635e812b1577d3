export { type Chaos, chaos } from "./chaos.ts";
export type { Attempt, DeadLetter } from "./consumer.ts";
export type { SendOptions } from "./event.ts";
export { type Fault, type FaultKind, fault, type Site } from "./fault.ts";
export type { Load, Names, Sendable } from "./names.ts";
export { type Cloud, type SimulateOptions, type Simulation, simulate } from "./simulate.ts";
export type { Trace, TraceRow } from "./trace.ts";
