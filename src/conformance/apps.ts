import { fileURLToPath } from "node:url";

// The same modules, before and after the package is built.
const file = (name: string): string =>
  fileURLToPath(
    new URL(import.meta.url.endsWith(".ts") ? `./app/${name}.ts` : `./conformance/${name}.js`, import.meta.url),
  );

/**
 * The app that the scenarios call, as modules that `unmoor build` takes for its entry: functions of HTTP, the same for
 * shapes that stream (one function asks for it by name), and those of all other triggers.
 *
 * @example spawnSync("npx", ["unmoor", "build", scenarioApps.events, "--target", "./my-adapter.ts"]);
 */
export const scenarioApps: Readonly<Record<"functions" | "streaming" | "events", string>> = {
  functions: file("functions"),
  streaming: file("streaming"),
  events: file("events"),
};
