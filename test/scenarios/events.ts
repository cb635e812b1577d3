export * from "../../src/conformance/app/events.ts";
