import type { Plugin } from "rolldown";
import { VIRTUAL } from "./resolve.ts";

/** Free identifiers of a bundle, and what takes their place: `[module, export]`. */
export const lightGlobals: Readonly<Record<string, [module: string, name: string]>> = {
  Headers: ["unmoor/fetch", "Headers"],
  Request: ["unmoor/fetch", "Request"],
  Response: ["unmoor/fetch", "Response"],
  fetch: ["unmoor/fetch", "fetch"],
  // Ours alone: src/wire/light.ts.
  UnmoorRequest: ["unmoor/fetch", "Incoming"],
};

/** Exports of `node:http` that load undici when they are read; they are globals, too. */
const COSTLY = ["WebSocket", "CloseEvent", "MessageEvent"];

/**
 * Takes `node:http` and its kin by `process.getBuiltinModule`: an ESM import reads every export of theirs, and so loads
 * undici (33 ms). What is not used of a module is not read. `require` does no harm and stays.
 */
export function builtinsPlugin(): Plugin {
  return {
    name: "unmoor:builtins",
    resolveId: {
      order: "pre",
      filter: { id: /^(node:)?http(s|2)?$/ },
      handler: (specifier, _importer, { kind }) =>
        kind === "require-call"
          ? null
          : { id: `${VIRTUAL}builtin:${specifier.replace("node:", "")}`, moduleSideEffects: false },
    },
    load: {
      filter: { id: /^\0builtin:/ },
      handler(id) {
        const name = `node:${id.slice(`${VIRTUAL}builtin:`.length)}`;
        const members = Object.keys(process.getBuiltinModule(name) ?? {}).filter((key) => !COSTLY.includes(key));
        const lines = members.map((key) => `export const ${key} = /* @__PURE__ */ (() => builtin().${key})();`);
        return {
          code: [
            `const builtin = () => process.getBuiltinModule("${name}");`,
            "export default /* @__PURE__ */ builtin();",
            ...lines,
          ].join("\n"),
          moduleType: "js",
        };
      },
    },
  };
}
