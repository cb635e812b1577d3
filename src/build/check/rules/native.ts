import type { Rule } from "../subject.ts";

/** The escape hatch: `context.native`. */
export const native: Rule = function* ({ fn, adapter, reach }) {
  for (const { uses, place } of reach.modules)
    for (const { at } of uses.natives)
      yield {
        code: "NATIVE_USED",
        message: `"${fn.name}" reads context.native, which is another thing on every provider`,
        help: `leave it out, or ask context.provider === "${adapter.name}" first and accept it by name`,
        page: adapter.platform?.page,
        place: place(at),
        accepts: "NATIVE_USED",
      };
};
