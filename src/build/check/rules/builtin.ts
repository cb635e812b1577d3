import type { Rule } from "../subject.ts";

/** A built-in module of Node that a target lacks. */
export const builtin: Rule = function* ({ fn, adapter, reach }) {
  for (const { name, builtin, chain, place } of reach.outside) {
    const lack = builtin ? adapter.platform?.builtins?.[name] : undefined;
    if (lack)
      yield {
        code: "MISSING_BUILTIN",
        message: `"${fn.name}" uses node:${name}: ${lack.says}: ${chain.join(" → ")}`,
        help: "do it otherwise here, or leave the function out of this target",
        page: lack.page,
        place,
        accepts: "MISSING_BUILTIN",
      };
  }
};
