export type { Import, Reexport } from "./links.ts";
export { type Modules, plan } from "./plan.ts";
export { type Effect, type Slice, slice, type Wanted } from "./slice.ts";
