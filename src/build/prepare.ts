import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { TargetConfig, Unit } from "../adapter/index.ts";
import { packageRoot } from "./bundle/resolve.ts";
import { discover } from "./discover/discover.ts";
import { fault } from "./errors.ts";
import type { BuildOptions, Target } from "./options.ts";
import { checkRoutes } from "./routes.ts";
import { loadTargets } from "./targets.ts";
import { planUnits } from "./units.ts";

/** What one target is to get. */
export interface Planned {
  readonly target: Target;
  readonly config: TargetConfig;
  readonly units: readonly Unit[];
  readonly light: boolean;
}

/** An app that is read and planned, before anything is bundled. */
export interface Prepared {
  readonly app: Awaited<ReturnType<typeof discover>>;
  /** Absolute, without symbolic links, as are the bundler's names of modules. */
  readonly entry: string;
  readonly out: string;
  readonly name: string;
  readonly targets: readonly Target[];
  readonly planned: readonly Planned[];
  readonly warnings: string[];
}

/**
 * Reads an app, and plans the units of each target.
 *
 * @param checkOut refuses the output folder before the app is evaluated
 * @throws what reading and planning throws
 */
export async function prepare(
  options: BuildOptions,
  checkOut: (out: string) => Promise<unknown> = async () => {},
): Promise<Prepared> {
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
  return { app, entry, out, name, targets, planned, warnings };
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
