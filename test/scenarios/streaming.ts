// The same for shapes that stream.
export * from "../../src/conformance/app/streaming.ts";
export { mounted } from "./mounted.ts";
