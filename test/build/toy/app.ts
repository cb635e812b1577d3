import type { Adapter } from "unmoor/adapter";
import { toy } from "./index.ts";

/** The same platform, taking one app of all units. */
export const toyApp: Adapter = {
  ...toy,
  pack: "app",
  main: (units) =>
    units
      .map(({ name }) => `export const ${name} = async (x) => (await import("unmoor:unit/${name}")).handler(x);`)
      .join("\n"),
  file: () => "app/index.mjs",
};
