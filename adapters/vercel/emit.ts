import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { maxDuration } from "./entry.ts";
import { readme } from "./readme.ts";
import { routes } from "./routes.ts";
import { checkQueues, clocks, triggersOf } from "./triggers.ts";

const RUNTIMES = ["nodejs24.x", "nodejs22.x"];

/** Where a unit's function lies. */
export const folder = (unit: Unit): string => `.vercel/output/functions/${unit.name}.func`;

/**
 * The files around the bundles: Build Output API v3.
 *
 * Reads of the config: `runtime` (`nodejs24.x` by default, `nodejs22.x`), `region` (`"fra1"`) or `regions`, `resources` (names of
 * existing topics by name of the source), `retryAfterSeconds` (60), `schedules` (`true`: Vercel Schedules, a beta).
 *
 * @throws `INVALID_TARGET_CONFIG`, `ROUTE_CLASH`, `SOURCE_CLASH`, `UNIT_CLASH`; `MISSING_TRAIT` for a time zone
 * @see https://vercel.com/docs/build-output-api/v3
 */
export function emit(units: readonly Unit[], config: TargetConfig): Record<string, string> {
  const { runtime = RUNTIMES[0], region, regions = region === undefined ? undefined : [region] } = config;
  if (!RUNTIMES.includes(runtime as string))
    throw error("INVALID_TARGET_CONFIG", `vercel.runtime is ${runtime}; use ${RUNTIMES.join(" or ")}`);
  if (regions !== undefined && !(Array.isArray(regions) && regions.every((region) => /^[a-z]{3}\d$/.test(region))))
    throw error("INVALID_TARGET_CONFIG", `vercel.regions is ${regions}; use a list such as ["fra1"]`);
  const files: Record<string, string> = {
    ".vercel/output/config.json": json({ version: 3, routes: routes(units, config), ...clocks(units, config) }),
    "README.md": readme(units, config),
  };
  checkQueues(units, config);
  for (const unit of units) {
    const experimentalTriggers = triggersOf(unit, config);
    files[`${folder(unit)}/.vc-config.json`] = json({
      runtime,
      handler: "index.mjs",
      launcherType: "Nodejs",
      // Helpers read the body before a Fetch handler can: honojs/node-server#306.
      shouldAddHelpers: false,
      shouldAddSourcemapSupport: false,
      // Buffered when not said: nitrojs/nitro#1505.
      supportsResponseStreaming: true,
      // `request.signal` aborts when the client goes away.
      supportsCancellation: true,
      ...(unit.timeoutMs !== undefined && { maxDuration: maxDuration(unit.timeoutMs) }),
      ...(unit.memoryMb !== undefined && { memory: unit.memoryMb }),
      ...(regions !== undefined && { regions }),
      // Also takes the function off the web.
      ...(experimentalTriggers && { experimentalTriggers }),
    });
  }
  return files;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
