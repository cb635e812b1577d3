import type { Unit } from "../../adapter/index.ts";
import { plan } from "../slice/index.ts";
import type { Graph } from "./graph.ts";
import type { Sources } from "./sources.ts";
import type { Texts } from "./texts.ts";

/** Cuts the app's modules down to units; what several targets need is cut once. */
export interface Slicer {
  /** The app's modules as the units of one bundle need them. */
  of(units: readonly Unit[]): Promise<Pick<Sources, "common" | "units">>;
}

type Plan = Awaited<ReturnType<typeof plan>>;

/**
 * Makes a slicer.
 *
 * A module that others than the entry and what it re-exports import, too, has one copy in a bundle: its state is shared.
 */
export function createSlicer(entry: string, graph: Omit<Graph, "plugin">, texts: Texts): Slicer {
  const plans = new Map<string, Promise<Plan>>();
  // One for all units: by it `plan` knows again what it has parsed.
  const modules = { load: texts.of, resolve: graph.resolve };
  const planOf = (units: readonly Unit[]): Promise<Plan> => {
    const wanted = units.flatMap(({ functions }) => functions.map(({ name }) => name)).sort();
    const made = plans.get(`${wanted}`) ?? plan(entry, new Set(wanted), modules);
    plans.set(`${wanted}`, made);
    return made;
  };
  return {
    async of(units) {
      const all = await planOf(units);
      if (units.length === 1) return { common: all, units: new Map() };
      const common = new Map<string, NonNullable<ReturnType<Plan["get"]>>>();
      for (let before = -1; before < common.size; ) {
        before = common.size;
        for (const [file, slice] of all)
          if (graph.importers(file).some((other) => !all.has(other) || common.has(other))) common.set(file, slice);
      }
      const own = units.map(async (unit) => [unit.name, await planOf([unit])] as const);
      return { common, units: new Map(await Promise.all(own)) };
    },
  };
}
