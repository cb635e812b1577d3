import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { ownRoot } from "./bundle/resolve.ts";
import { createSlicer } from "./bundle/slices.ts";
import { createTexts } from "./bundle/texts.ts";
import { providersOf, sizes } from "./check/check.ts";
import { inspect } from "./check/inspect.ts";
import { createReacher } from "./check/reach.ts";
import { told } from "./check/told.ts";
import { checkOut, emit } from "./emit.ts";
import { throwAll } from "./errors.ts";
import type { Manifest } from "./manifest.ts";
import type { BuildOptions } from "./options.ts";
import { faultsOf, prepare } from "./prepare.ts";
import { buildTarget } from "./target.ts";

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
 * @throws coded errors with `where` and `help`: see docs/errors.md
 * @example await build({ entry: "functions.ts", targets: ["aws"], adapters })
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const { cwd = process.cwd(), source } = options;
  const out = resolve(cwd, options.out ?? "dist");
  await checkOut(out);
  const prepared = await prepare(options);
  throwAll(faultsOf(prepared));
  const { entry, name, app, targets } = prepared;
  const warnings = [...app.warnings, ...targets.flatMap((each) => each.warnings)];
  const texts = createTexts();
  const slicer = createSlicer(entry, app.graph, texts);
  const providers = await providersOf(options.adapters ?? {}, targets);
  warnings.push(...told(await inspect(prepared, providers, createReacher(entry, app.graph, slicer, texts))));
  const built = await Promise.all(
    targets.map((each) => buildTarget({ ...each, slicer, texts, entry, source, folder: join(out, each.target.name) })),
  );
  for (const [i, one] of built.entries()) {
    warnings.push(...one.warnings);
    told(sizes(targets[i] as (typeof targets)[number], one));
  }
  const names = targets.map((each) => each.target.name);
  const manifest: Manifest = {
    generator: "unmoor",
    version: JSON.parse(readFileSync(join(ownRoot, "package.json"), "utf8")).version,
    app: name,
    entry: relative(out, entry).replaceAll("\\", "/"),
    targets: Object.fromEntries(built.map((one, i) => [names[i], one.built])),
  };
  warnings.push(...(await emit(out, manifest, new Map(built.map((one, i) => [names[i] as string, one.files])))));
  return { out, manifest, warnings: [...new Set(warnings)] };
}
