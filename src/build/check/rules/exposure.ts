import type { UnitRule } from "../subject.ts";

/** Units that anybody may call. */
export const exposure: UnitRule = function* (unit, adapter, config) {
  const fact = adapter.platform?.exposure?.(unit, config);
  if (!fact) return;
  yield {
    code: "PUBLIC_FUNCTION",
    severity: "note",
    message: `${unit.functions.map(({ name }) => `"${name}"`).join(", ")} can be called by anybody: ${fact.says}`,
    page: fact.page,
    accepts: "PUBLIC_FUNCTION",
  };
};
