import type { DeployDocument, DeployedFunction, Unit } from "unmoor/adapter";
import { list, type Members, members } from "./data.ts";
import { clocksOf, lastOf, queuesOf } from "./triggers.ts";

const KEYS = ["crons", "functions", "rewrites", "routes", "schedules", "buildCommand", "outputDirectory", "regions"];

/** A `vercel.json`. */
export const isProject = ({ file, data }: DeployDocument): boolean =>
  members(data).version !== 3 &&
  (/(^|\/)vercel\.json$/.test(file) ||
    String(members(data).$schema).includes("vercel") ||
    KEYS.filter((key) => members(data)[key] !== undefined).length > 1 ||
    Array.isArray(members(data).crons));

/**
 * What a `vercel.json` says of units; what it does not name is found by the folder `api`.
 *
 * @see https://vercel.com/docs/project-configuration
 */
export function projectOf(document: DeployDocument, units: readonly Unit[]): DeployedFunction[] {
  const { file, data } = document;
  const functions = Object.entries(members(members(data).functions));
  return units.map(({ name }): DeployedFunction => {
    const [glob, settings] =
      functions.find(([key]) => lastOf(key) === name) ?? functions.find(([key]) => covers(key)) ?? [];
    const at = glob === undefined ? file : `${file}: functions["${glob}"]`;
    const { maxDuration, memory, experimentalTriggers }: Members = members(settings);
    const queues = queuesOf(experimentalTriggers, `${at}.experimentalTriggers`);
    return {
      names: [name],
      at,
      facts: {
        ...(typeof maxDuration === "number" && { timeout: { value: maxDuration, at: `${at}.maxDuration` } }),
        ...(memory !== undefined && { memory: { value: memory, at: `${at}.memory` } }),
      },
      triggers: [
        ...(list(experimentalTriggers)[0]
          ? []
          : [{ shapes: ["fetch", "cloudevents", "task"], at, facts: {}, always: true as const }]),
        ...queues,
        ...clocksOf(name, document),
      ],
    };
  });
}

/** A glob that may name any file: its last part does not say which. */
const covers = (glob: string): boolean => /\*(\.\w+|\.\{[\w,]+\})?$/.test(glob);
