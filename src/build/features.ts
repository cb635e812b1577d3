import type { FunctionFacts, Unit } from "../adapter/index.ts";

/** What the pipeline can do without, and who needs it. */
const NEEDS: Readonly<Record<string, (fn: FunctionFacts) => unknown>> = {
  BATCHES: ({ batch }) => batch,
  DEAD_LETTERS: ({ deadLetter }) => deadLetter,
  LAYERS: ({ layers }) => layers,
  // 400 bytes for half a microsecond, where Fetch itself takes twenty; with light Fetch its clock, `performance`, would be
  // the most expensive thing in a first request: eleven modules, 3 ms.
  SHARED_TIMER: () => false,
  SCHEMAS: ({ schema }) => schema,
  TIMEOUTS: ({ timeoutMs }) => timeoutMs !== undefined,
};

/**
 * What a bundle of these units is built with: `UNMOOR_NO_…` is `true` for what none of their functions uses, so that the
 * minifier drops it, and undefined for the rest, so that nothing asks at run time (src/pipeline/features.ts).
 *
 * @example featureFlags([unit]) // { UNMOOR_NO_BATCHES: "true", UNMOOR_NO_LAYERS: "undefined", … }
 */
export function featureFlags(units: readonly Pick<Unit, "functions">[]): Record<string, string> {
  const functions = units.flatMap((unit) => unit.functions);
  return Object.fromEntries(
    Object.entries(NEEDS).map(([feature, needs]) => [
      `UNMOOR_NO_${feature}`,
      functions.some(needs) ? "undefined" : "true",
    ]),
  );
}
