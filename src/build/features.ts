import type { FunctionFacts, Unit } from "../adapter/index.ts";

/** What the pipeline can do without, and who needs it. */
const NEEDS: Readonly<Record<string, (fn: FunctionFacts, light: boolean) => unknown>> = {
  BATCHES: ({ batch }) => batch,
  DEAD_LETTERS: ({ deadLetter }) => deadLetter,
  LAYERS: ({ layers }) => layers,
  // 400 bytes for half a microsecond, where Node's own Fetch takes twenty.
  SHARED_TIMER: (_, light) => light,
  SCHEMAS: ({ schema }) => schema,
  TIMEOUTS: ({ timeoutMs }) => timeoutMs !== undefined,
};

/**
 * What a bundle of these units is built with: `UNMOOR_NO_…` is `true` for what none of their functions uses, so that the
 * minifier drops it, and undefined for the rest, so that nothing asks at run time (src/pipeline/features.ts).
 *
 * @example featureFlags([unit]) // { UNMOOR_NO_BATCHES: "true", UNMOOR_NO_LAYERS: "undefined", … }
 */
export function featureFlags(units: readonly Pick<Unit, "functions">[], light = false): Record<string, string> {
  const functions = units.flatMap((unit) => unit.functions);
  return Object.fromEntries(
    Object.entries(NEEDS).map(([feature, needs]) => [
      `UNMOOR_NO_${feature}`,
      functions.some((fn) => needs(fn, light)) ? "undefined" : "true",
    ]),
  );
}
