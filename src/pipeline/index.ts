export { eventDispatch } from "./events.ts";
export { exchange } from "./exchange.ts";
export { type DispatchOptions, httpDispatch } from "./http.ts";
export { createInvocation, type InvocationParts } from "./invocation.ts";
export { type ProblemMembers, problem } from "./problem.ts";
export { createHttpRouter } from "./router.ts";
