// What is published: `unmoor/conformance`. The parts that it is made of may change.
export { scenarioApps } from "./apps.ts";
export { type DescribeOptions, describeAdapter, type Runner, type RunnerOptions } from "./describe.ts";
export type { EventTrigger } from "./events/carrier.ts";
export { resultsFile, resultsSchema } from "./result.ts";
export type { Built, Running, RuntimeUnderTest } from "./runtime.ts";
export type { Lack, Result } from "./scenario.ts";
export { type Conformance, type ConformanceOptions, type ConformanceTest, conformance } from "./suite.ts";
export { supportTable } from "./table.ts";
