import { matches, type Rule } from "../subject.ts";

/** A package that talks to one provider only, and how it got there. */
export const sdk: Rule = function* ({ fn, adapter, reach, providers }) {
  for (const { name, builtin, chain, place } of reach.outside) {
    const owner = builtin ? undefined : providers.find(({ platform }) => platform && matches(name, platform.sdks));
    if (!owner) continue;
    const own = owner.name === adapter.name;
    yield {
      code: "PROVIDER_SDK",
      // At home it does what it should, and holds the app there.
      severity: own ? "note" : "warning",
      message: `"${fn.name}" uses ${name}, which is for ${owner.name} only: ${chain.join(" → ")}`,
      help: "hand it in by provide(name, (env) => …), so that another target and a test can have another one",
      page: owner.platform?.page,
      place,
      accepts: "PROVIDER_SDK",
    };
  }
};
