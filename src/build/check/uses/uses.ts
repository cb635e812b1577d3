import { parse } from "../../bundle/parse.ts";
import type { Node } from "../../slice/node.ts";
import { type Delay, delays } from "./delay.ts";
import { type Imported, imports } from "./import.ts";
import { natives } from "./native.ts";
import { globals, type Named, variables } from "./platform.ts";
import { type Response, responses } from "./response.ts";
import { type Spot, sourceOf } from "./source.ts";
import { type Assigned, states } from "./state.ts";

/** What a module of the app does that a provider may not like. */
export interface Uses {
  readonly imports: readonly Imported[];
  readonly natives: readonly Spot[];
  readonly variables: readonly Named[];
  readonly globals: readonly Named[];
  readonly delays: readonly Delay[];
  readonly responses: readonly Response[];
  readonly states: readonly Assigned[];
}

const NOTHING: Uses = {
  imports: [],
  natives: [],
  variables: [],
  globals: [],
  delays: [],
  responses: [],
  states: [],
};

/** What a module of the app does; nothing where it does not parse, which the bundler says better. */
export function usesOf(file: string, code: string): Uses {
  const parsed = parse(file, code);
  if (parsed.errors.length) return NOTHING;
  const source = sourceOf(parsed.program as unknown as Node);
  return {
    imports: imports(source),
    natives: natives(source),
    variables: variables(source),
    globals: globals(source),
    delays: delays(source),
    responses: responses(source),
    states: states(source),
  };
}

/**
 * Of what a module does, what a slice of it still does: what was cut away is blank there, at the same offset.
 *
 * @param slice the module with everything else blanked
 */
export function keptOf(uses: Uses, slice: string, whole: string): Uses {
  const kept = <T extends Spot>(spots: readonly T[]): T[] => spots.filter(({ at }) => slice[at] === whole[at]);
  return {
    imports: kept(uses.imports),
    natives: kept(uses.natives),
    variables: kept(uses.variables),
    globals: kept(uses.globals),
    delays: kept(uses.delays),
    responses: kept(uses.responses),
    states: kept(uses.states),
  };
}
