export { type SimulateOptions, type Simulation, simulate } from "./simulate.ts";
