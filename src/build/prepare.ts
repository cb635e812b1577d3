import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { FunctionFacts, TargetConfig } from "../adapter/index.ts";
import { type Accepted, accepted } from "./accepted.ts";
import { packageRoot } from "./bundle/resolve.ts";
import { type Discovery, discover } from "./discover/discover.ts";
import { type BuildError, fault } from "./errors.ts";
import { checkNames, checkOptions } from "./names.ts";
import type { BuildOptions, Target } from "./options.ts";
import { overlay } from "./overlay.ts";
import { checkRoutes } from "./routes.ts";
import { loadTargets } from "./targets.ts";
import { planUnits, type Units } from "./units.ts";

/** A target and what of the app it gets. */
export interface Planned extends Units {
  readonly target: Target;
  readonly config: TargetConfig;
  readonly accepted: Accepted;
  /** Those that the target is to have, as the configuration wants them. */
  readonly functions: readonly FunctionFacts[];
  readonly external: readonly string[];
  /** By function, where the configuration says otherwise than the definition; milliseconds. */
  readonly timeouts: ReadonlyMap<string, number>;
  /** `fetch: "light"`. */
  readonly light: boolean;
}

/** An app, read, and planned for its targets. */
export interface Prepared {
  /** Absolute. */
  readonly entry: string;
  readonly name: string;
  readonly app: Discovery;
  readonly targets: readonly Planned[];
}

/**
 * Reads an app and plans its units; what a target cannot do is in its `faults`.
 *
 * @throws what stops everything: `ENTRY_NOT_FOUND`, `UNKNOWN_TARGET`, `UNKNOWN_OPTION`, what `discover` throws …
 */
export async function prepare(options: BuildOptions): Promise<Prepared> {
  const { cwd = process.cwd(), adapters = {}, timeoutMs = 10_000, graceMs = 1000, external = [] } = options;
  const targets = await loadTargets(options.targets, adapters, cwd);
  checkOptions(options, targets);
  const named = resolve(cwd, options.entry);
  if (!statSync(named, { throwIfNoEntry: false })?.isFile())
    throw fault("ENTRY_NOT_FOUND", `there is no "${options.entry}"`, {
      help: "name the module that exports your functions",
    });
  // The bundler knows modules by their real paths.
  const entry = realpathSync(named);
  const app = await discover({
    entry,
    cwd,
    external,
    source: options.source,
    timeoutMs,
    graceMs,
    env: options.env ?? process.env,
    onOutput: options.onOutput ?? (() => {}),
  });
  checkRoutes(app.functions);
  checkNames(app.functions, options, targets);
  const name = options.name ?? nameOf(entry);
  return { entry, name, app, targets: targets.map((target) => plan(target, app, name, options)) };
}

function plan(target: Target, app: Discovery, name: string, options: BuildOptions): Planned {
  const { degrade, without, external = [], functions = {}, fetch, ...own } = optionsOf(target, options);
  const config = { ...own, name } as TargetConfig;
  const given = accepted(options.degrade, degrade);
  const grouping = {
    units: options.units,
    accepted: given,
    without: new Set(typeof without === "string" ? without.split(",") : without),
    shapes: Object.fromEntries(Object.entries(functions).flatMap(([fn, { shape }]) => (shape ? [[fn, shape]] : []))),
  };
  const facts = overlay(app.functions, options.functions ?? {}, functions);
  const planned = planUnits(facts, target.adapter, config, grouping);
  return {
    ...planned,
    target,
    config,
    accepted: given,
    functions: facts.filter((fn) => !grouping.without.has(fn.name)),
    light: isLight(fetch, target),
    external: [...(options.external ?? []), ...external],
    timeouts: changedTimeouts(
      app.functions,
      planned.units.flatMap((unit) => unit.functions),
    ),
  };
}

function changedTimeouts(defined: readonly FunctionFacts[], planned: readonly FunctionFacts[]): Map<string, number> {
  const before = new Map(defined.map(({ name, timeoutMs }) => [name, timeoutMs]));
  return new Map(
    planned.flatMap(({ name, timeoutMs }) => (timeoutMs && timeoutMs !== before.get(name) ? [[name, timeoutMs]] : [])),
  );
}

/** The options of a target, by its name or by the path that it was asked for. */
const optionsOf = ({ name, given }: Target, { options = {} }: BuildOptions): NonNullable<typeof options>[string] =>
  options[name] ?? options[given] ?? {};

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

/** Faults of all targets, each once. */
export function faultsOf({ targets }: Prepared): BuildError[] {
  const all = targets.flatMap(({ faults }) => faults);
  return [...new Map(all.map((each) => [`${each.code} ${each.message}`, each])).values()];
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
