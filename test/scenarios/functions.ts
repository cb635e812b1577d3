// The app of the HTTP scenarios with a real Fetch app mounted: Hono, unmodified.
export * from "../../src/conformance/app/functions.ts";
export { mounted } from "./mounted.ts";
