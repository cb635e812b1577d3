import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { TargetConfig } from "../adapter/index.ts";
import { ownRoot, packageRoot } from "./bundle/resolve.ts";
import { createSlicer } from "./bundle/slices.ts";
import { createTexts } from "./bundle/texts.ts";
import { discover } from "./discover/discover.ts";
import { checkOut, emit } from "./emit.ts";
import { fault } from "./errors.ts";
import type { Manifest } from "./manifest.ts";
import type { BuildOptions, Target } from "./options.ts";
import { checkRoutes } from "./routes.ts";
import { buildTarget } from "./target.ts";
import { loadTargets } from "./targets.ts";
import { planUnits } from "./units.ts";

/** What was built; it is also in `manifest.json`. */
export interface BuildResult {
  /** Absolute. */
  readonly out: string;
  readonly manifest: Manifest;
  readonly warnings: readonly string[];
}

/**
 * Builds an app for some providers: finds its functions, bundles each unit, writes what the providers deploy.
 * Nothing is written before everything is built.
 *
 * @throws coded errors with `where` and `help`: see `codes`
 * @example await build({ entry: "functions.ts", targets: ["aws"], adapters })
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const { cwd = process.cwd(), adapters = {}, timeoutMs = 10_000, graceMs = 1000 } = options;
  const out = resolve(cwd, options.out ?? "dist");
  const targets = await loadTargets(options.targets, adapters, cwd);
  checkOptions(options, targets);
  const named = resolve(cwd, options.entry);
  if (!statSync(named, { throwIfNoEntry: false })?.isFile())
    throw fault("ENTRY_NOT_FOUND", `there is no "${options.entry}"`, {
      help: "name the module that exports your functions",
    });
  // The bundler knows modules by their real paths.
  const entry = realpathSync(named);
  await checkOut(out);
  const app = await discover({
    entry,
    cwd,
    external: options.external ?? [],
    source: options.source,
    timeoutMs,
    graceMs,
    env: options.env ?? process.env,
    onOutput: options.onOutput ?? (() => {}),
  });
  checkRoutes(app.functions);
  const name = options.name ?? nameOf(entry);
  const warnings = [...app.warnings];
  const planned = targets.map((target) => {
    const { degrade, without, fetch, ...own } = options.options?.[target.name] ?? {};
    const config = { ...own, name } as TargetConfig;
    const grouping = {
      units: options.units,
      degrade: new Set([...names(degrade), ...(options.degrade ?? [])]),
      without: new Set(names(without)),
    };
    const { units, warnings: more } = planUnits(app.functions, target.adapter, config, grouping);
    warnings.push(...more);
    return { target, config, units, light: isLight(fetch, target) };
  });
  const texts = createTexts();
  const slicer = createSlicer(entry, app.graph, texts);
  const { source, external = [] } = options;
  const built = await Promise.all(
    planned.map((each) =>
      buildTarget({ ...each, slicer, texts, entry, source, external, folder: join(out, each.target.name) }),
    ),
  );
  for (const one of built) warnings.push(...one.warnings);
  const manifest: Manifest = {
    generator: "unmoor",
    version: JSON.parse(readFileSync(join(ownRoot, "package.json"), "utf8")).version,
    app: name,
    entry: relative(out, entry).replaceAll("\\", "/"),
    targets: Object.fromEntries(built.map((one, i) => [targets[i]?.name, one.built])),
  };
  warnings.push(
    ...(await emit(out, manifest, new Map(built.map((one, i) => [targets[i]?.name as string, one.files])))),
  );
  return { out, manifest, warnings: [...new Set(warnings)] };
}

/** Whether a target gets light Fetch. */
function isLight(fetch: unknown = "native", { name, adapter }: Target): boolean {
  const light = fetch === "light";
  if (!light && fetch !== "native")
    throw fault("INVALID_OPTION", `${name}.fetch is ${JSON.stringify(fetch)}`, { help: "use native or light" });
  const { lacks } = Object(adapter.bundle?.light) as { lacks?: string };
  if (light && adapter.bundle?.light !== true)
    throw fault("INVALID_OPTION", `${name} has no light Fetch: ${lacks ?? "its adapter does not say that it may"}`, {
      help: `leave ${name}.fetch away`,
    });
  return light;
}

/** Names that no other check sees. */
function checkOptions(
  { options = {}, adapters = {}, name, timeoutMs = 0, graceMs = 0 }: BuildOptions,
  targets: readonly Target[],
): void {
  const known = new Set([...Object.keys(adapters), ...targets.map((target) => target.name)]);
  for (const target of Object.keys(options))
    if (!known.has(target))
      throw fault("INVALID_OPTION", `there are options for "${target}", which is no target`, {
        help: `the targets are ${targets.map((each) => each.name).join(", ")}`,
      });
  if (name !== undefined && !/^[a-z][a-z\d-]*$/.test(name))
    throw fault("INVALID_OPTION", `the name "${name}" does not suit every provider`, {
      help: "use small letters, digits and dashes, a letter first",
    });
  for (const ms of [timeoutMs, graceMs])
    if (!(ms >= 0 && ms <= 2 ** 31 - 1)) throw fault("INVALID_OPTION", `${ms} is no time in milliseconds`);
}

/** What the nearest package.json says, or the folder, in the letters that every provider takes. */
function nameOf(entry: string): string {
  const root = packageRoot(entry) ?? dirname(entry);
  const { name } = existsSync(join(root, "package.json"))
    ? (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { name?: string })
    : {};
  const plain = (name ?? basename(root))
    .toLowerCase()
    .replace(/^@[^/]*\//, "")
    .replace(/[^a-z\d]+/g, "-");
  return plain.replace(/^[^a-z]+|-+$/g, "") || "app";
}

/** Names as an option gives them: a list, or with commas. */
const names = (given: string | readonly string[] = []): readonly string[] =>
  typeof given === "string" ? given.split(",") : given;
