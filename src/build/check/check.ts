import { dirname } from "node:path";
import type { Adapter } from "../../adapter/index.ts";
import { createSlicer } from "../bundle/slices.ts";
import { createTexts } from "../bundle/texts.ts";
import type { BuildError } from "../errors.ts";
import type { BuildOptions, Registry } from "../options.ts";
import { type Planned, prepare } from "../prepare.ts";
import { buildTarget, type Made } from "../target.ts";
import { adapterOf } from "../targets.ts";
import { type Finding, sorted } from "./finding.ts";
import { finding, findingOf, inspect, merged } from "./inspect.ts";
import { createReacher } from "./reach.ts";
import { bundleSize } from "./rules/bundle-size.ts";

/** What a check found. */
export interface CheckResult {
  /** Absolute. */
  readonly entry: string;
  readonly targets: readonly string[];
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** Of the app itself, on no target. */
  readonly warnings: readonly string[];
}

/**
 * Compares what each function needs with what each target has, and writes nothing.
 *
 * @throws what keeps the app from being read at all: see `prepare`
 * @example const { findings } = await check({ entry: "functions.ts", targets: ["aws"], adapters });
 */
export async function check(options: BuildOptions): Promise<CheckResult> {
  const prepared = await prepare(options);
  const { entry, app, targets } = prepared;
  const texts = createTexts();
  const slicer = createSlicer(entry, app.graph, texts);
  const reacher = createReacher(entry, app.graph, slicer, texts);
  const findings = await inspect(prepared, await providersOf(options.adapters ?? {}, targets), reacher);
  for (const planned of targets) {
    const stops = [...planned.faults];
    try {
      const built = planned.units[0]
        ? await buildTarget({ ...planned, slicer, texts, entry, source: options.source, folder: dirname(entry) })
        : undefined;
      if (built) findings.push(...sizes(planned, built));
    } catch (thrown) {
      stops.push(...codedOf(thrown, planned));
    }
    // What a rule has said already, the adapter says once more where it emits.
    for (const each of stops) {
      const said = findings.some(
        ({ severity, code, target, functions }) =>
          severity === "error" &&
          code === each.code &&
          target === planned.target.name &&
          functions.some((name) => each.functions?.includes(name)),
      );
      if (!said) findings.push(await findingOf(each, planned, app, reacher));
    }
  }
  const names = targets.map(({ target }) => target.name);
  return { entry, targets: names, findings: sorted(merged(findings)), warnings: app.warnings };
}

/** Every provider that is known: an SDK of another one is one, too. A provider that cannot be loaded has no say. */
export async function providersOf(registry: Registry, targets: readonly Planned[]): Promise<Adapter[]> {
  const loaded = await Promise.all(
    Object.entries(registry).map(([name, load]) =>
      load().then(
        (module) => adapterOf(module, name),
        () => undefined,
      ),
    ),
  );
  return [...new Set([...targets.map(({ target }) => target.adapter), ...loaded.filter((each) => each !== undefined)])];
}

/** Bundles that are larger than a target takes. */
export function sizes(planned: Planned, { files }: Made): Finding[] {
  const { adapter } = planned.target;
  const parts =
    adapter.pack === "app"
      ? [{ name: planned.config.name, functions: planned.functions, files }]
      : planned.units.map((unit) => {
          const folder = `${dirname(adapter.file(unit, planned.config))}/`;
          return { ...unit, files: new Map([...files].filter(([path]) => path.startsWith(folder))) };
        });
  return parts.flatMap(({ name, functions, files }) =>
    [...bundleSize({ name }, adapter, files)].map((draft) =>
      finding(
        draft,
        planned,
        functions.map((fn) => fn.name),
      ),
    ),
  );
}

/** Coded errors of a build, with the functions of the units that each is about. */
function codedOf(thrown: unknown, { units, config, target }: Planned): BuildError[] {
  const errors = [thrown as BuildError, ...((thrown as BuildError).also ?? [])];
  if (!errors.every(({ code }) => code)) throw thrown;
  const guilty = units.filter((unit) => {
    try {
      target.adapter.emit([unit], config);
      target.adapter.entry(unit, config);
      return false;
    } catch {
      return true;
    }
  });
  const functions = guilty.flatMap((unit) => unit.functions.map(({ name }) => name));
  return errors.map((each) => Object.assign(each, { functions: each.functions ?? functions }));
}
