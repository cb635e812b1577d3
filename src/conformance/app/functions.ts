export * from "./bodies.ts";
export * from "./context.ts";
export * from "./errors.ts";
export * from "./lifecycle.ts";
export * from "./mounted.ts";
export * from "./requests.ts";
export * from "./responses.ts";
export { big, broken, brokenEarly, clicks, endless, flood, nothing, upload } from "./streams.ts";
