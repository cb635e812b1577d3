import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { bundleFault, bundleFaults } from "../bundle/faults.ts";
import { packageRoot, resolvePlugin } from "../bundle/resolve.ts";
import { type BuildError, throwAll } from "../errors.ts";

export interface Entry {
  /** A module of the user's. */
  readonly entry: string;
  readonly external: readonly string[];
  readonly source: boolean | undefined;
}

/**
 * Bundles a module of the user's into one file that Node can load, and removes it again.
 *
 * @param use gets the file, with its source map beside it
 * @throws `UNRESOLVED_IMPORT`, `PARSE_ERROR`, `MISSING_EXPORT`, `BUNDLE_FAILED`; what `use` throws
 */
export async function bundled<T>(
  { entry, external, source }: Entry,
  plugins: readonly Plugin[],
  use: (file: string) => Promise<T>,
): Promise<T> {
  const root = packageRoot(entry);
  // Beneath node_modules, external packages are found from the bundle.
  const modules = root && existsSync(join(root, "node_modules")) ? join(root, "node_modules") : tmpdir();
  await mkdir(modules, { recursive: true });
  const folder = await mkdtemp(join(modules, ".unmoor-"));
  try {
    const file = join(folder, "app.mjs");
    await bundle(entry, file, external, [...plugins, resolvePlugin({ entry, tools: [], source })]);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundle(
  entry: string,
  file: string,
  external: readonly string[],
  plugins: readonly Plugin[],
): Promise<void> {
  const faults: BuildError[] = [];
  try {
    await using build = await rolldown({
      input: entry,
      cwd: dirname(entry),
      platform: "node",
      external: [...external],
      transform: { target: "node22" },
      plugins: [...plugins],
      onLog(_level, log) {
        const found = bundleFault(log);
        if (found) faults.push(found);
      },
    });
    const { output } = await build.generate({ file, format: "esm", sourcemap: true, codeSplitting: false });
    throwAll(faults);
    for (const item of output)
      await writeFile(join(dirname(file), item.fileName), item.type === "chunk" ? item.code : item.source);
  } catch (thrown) {
    if (faults.includes(thrown as BuildError)) throw thrown;
    throwAll([...faults, ...bundleFaults(thrown)]);
  }
}
