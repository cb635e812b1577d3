import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { maxDuration } from "./entry.ts";
import { route } from "./route.ts";

const RUNTIMES = ["nodejs24.x", "nodejs22.x"];

/** Where a unit's function lies. */
export const folder = (unit: Unit): string => `.vercel/output/functions/${unit.name}.func`;

/**
 * The files around the bundles: Build Output API v3.
 *
 * Reads of the config: `runtime` (`nodejs24.x` by default, `nodejs22.x`), `regions` (`["fra1"]`).
 *
 * @throws `INVALID_TARGET_CONFIG`
 * @see https://vercel.com/docs/build-output-api/v3
 */
export function emit(units: readonly Unit[], config: TargetConfig): Record<string, string> {
  const { runtime = RUNTIMES[0], regions } = config;
  if (!RUNTIMES.includes(runtime as string))
    throw error("INVALID_TARGET_CONFIG", `vercel.runtime is ${runtime}; use ${RUNTIMES.join(" or ")}`);
  if (regions !== undefined && !(Array.isArray(regions) && regions.every((region) => /^[a-z]{3}\d$/.test(region))))
    throw error("INVALID_TARGET_CONFIG", `vercel.regions is ${regions}; use a list such as ["fra1"]`);
  const files: Record<string, string> = {
    ".vercel/output/config.json": json({ version: 3, routes: routes(units.filter(isHttp)) }),
    "README.md": readme(config.name),
  };
  for (const unit of units)
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
    });
  return files;
}

const isHttp = ({ trigger }: Unit): boolean => trigger === "http";

/** One HTTP unit takes everything, its 404 included; of several, the first takes what no other names. */
function routes(units: readonly Unit[]): { src: string; dest: string }[] {
  const [first, ...others] = units;
  if (!first) return [];
  const paths = others.length
    ? units.flatMap((unit) => unit.functions.map(({ path = "/**" }) => ({ path, unit })))
    : [];
  return [
    ...paths
      .map(({ path, unit }) => ({ ...route(path), dest: `/${unit.name}` }))
      .sort((a, b) => b.rank.localeCompare(a.rank)),
    { src: "^/.*$", dest: `/${first.name}`, rank: "" },
  ].map(({ src, dest }) => ({ src, dest }));
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const readme = (name: string): string => `# ${name} on Vercel

\`.vercel/output\` is a finished build (Build Output API v3). From this folder, once linked to a project:

    vercel link
    vercel deploy --prebuilt

Each \`functions/*.func\` is one function: \`index.mjs\` exports \`default { fetch }\`, \`.vc-config.json\` says how it runs.
Change them as you like; nothing else is needed to run them.
`;
