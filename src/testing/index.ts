export { type Simulation, type SimulateOptions, simulate } from "./simulate.ts";
