import type { Adapter } from "../../../adapter/index.ts";
import type { Draft, Place } from "../finding.ts";
import { matches, type Rule } from "../subject.ts";

/** Variables and globals that only one provider's platform has. */
export const platform: Rule = function* ({ fn, adapter, reach, providers }) {
  for (const { uses, place } of reach.modules) {
    for (const { name, at } of uses.variables)
      yield* tied("PLATFORM_VARIABLE", `reads ${name}, which only`, "sets", name, "variables", place(at));
    for (const { name, at } of uses.globals)
      yield* tied("PLATFORM_GLOBAL", `uses ${name}, which only`, "has", name, "globals", place(at));
  }

  function* tied(
    code: string,
    does: string,
    verb: string,
    name: string,
    table: "variables" | "globals",
    at: Place,
  ): Generator<Draft> {
    const owner = providers.find((each) => each.platform && matches(name, each.platform[table]));
    if (!owner) return;
    yield {
      code,
      severity: isAtHome(owner, adapter) ? "note" : "warning",
      message: `"${fn.name}" ${does} the platform of ${owner.name} ${verb}`,
      help: "read a variable of your own from context.env, and set it on every provider",
      page: owner.platform?.page,
      place: at,
      accepts: code,
    };
  }
};

const isAtHome = (owner: Adapter, adapter: Adapter): boolean => owner.name === adapter.name;
