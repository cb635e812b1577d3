export type { DispatchOptions } from "./context.ts";
export { eventDispatch } from "./events.ts";
export { exchange } from "./exchange.ts";
export { httpDispatch } from "./http.ts";
export { createInvocation, type InvocationParts } from "./invocation.ts";
export { type ProblemMembers, problem } from "./problem.ts";
export { createRoutes, methodsOf, type RouteRow, routeTable } from "./router.ts";
export { type Routes, restParams, type Target } from "./routes.ts";
export { taskDispatch } from "./task.ts";
