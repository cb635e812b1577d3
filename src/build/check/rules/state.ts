import type { Rule } from "../subject.ts";

/** A variable of a module that takes a part of a request: the next request finds it there. */
export const state: Rule = function* ({ fn, adapter, reach }) {
  const instance = adapter.platform?.instance;
  for (const { uses, place } of reach.modules)
    for (const { name, at } of uses.states)
      yield {
        code: "MODULE_STATE",
        message: `"${fn.name}" keeps a part of its request in "${name}" of the module${instance ? `: ${instance.says}` : ""}`,
        help: "keep it in a variable of the handler, hand it on as an argument, or add it to the context in a middleware",
        page: instance?.page,
        place: place(at),
        accepts: "MODULE_STATE",
      };
};
