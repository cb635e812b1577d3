export type { App, EventFunction, TaskFunction } from "../app/index.ts";
export type * from "../delivery/index.ts";
export * from "../event/index.ts";
export * from "../pipeline/index.ts";
export * from "../wire/index.ts";
export type * from "./contract.ts";
export { nodeHost } from "./host.ts";
export type * from "./profile.ts";
