import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fault } from "./errors.ts";
import { type EmittedFile, MANIFEST, type Manifest, readManifest } from "./manifest.ts";

/** Files of a target by path relative to its folder. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** What the manifest says of files. */
export function emitted(files: Files): Record<string, EmittedFile> {
  return Object.fromEntries(
    [...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, content]) => [path, { bytes: Buffer.byteLength(content), sha256: sha256(content) }]),
  );
}

/**
 * Refuses an output folder with files that no build has made.
 *
 * @throws `OUT_NOT_OURS`
 */
export async function checkOut(out: string): Promise<Manifest | undefined> {
  const manifest = await readManifest(out);
  const found = manifest ? [] : await readdir(out).catch(() => []);
  if (!found[0]) return manifest;
  throw fault(
    "OUT_NOT_OURS",
    `${relative("", out) || out} holds files that are not of a build: ${found.slice(0, 3).join(", ")}`,
    {
      help: "choose another folder with --out, or empty this one",
    },
  );
}

/**
 * Writes targets: each into a folder of its own beside `out` first, which then takes the place of the former one, so
 * that no target is ever half-written. Files that a build did not make (`.vercel/project.json`, `samconfig.toml`) move
 * along; targets that were not built stay.
 *
 * @throws `FOREIGN_FILE` before anything is touched
 */
export async function emit(
  out: string,
  manifest: Manifest,
  targets: ReadonlyMap<string, Files>,
): Promise<readonly string[]> {
  const former = await checkOut(out);
  const warnings: string[] = [];
  const foreign = new Map<string, readonly string[]>();
  for (const [name, files] of targets) {
    const known = former?.targets[name]?.files ?? {};
    const paths = await listFiles(join(out, name));
    const others = paths.filter((path) => !Object.hasOwn(known, path));
    const taken = new Set([...files.keys()].flatMap(withFolders));
    const clash = others.find((path) => taken.has(path) || withFolders(path).some((each) => files.has(each)));
    if (clash)
      throw fault(
        "FOREIGN_FILE",
        `${join(name, clash)} in ${relative("", out) || out} is not of a build and would be overwritten`,
        {
          help: "move it away, or choose another folder with --out",
        },
      );
    foreign.set(name, others);
    for (const path of paths.filter((each) => Object.hasOwn(known, each))) {
      const content = await readFile(join(out, name, path));
      if (sha256(content) !== known[path]?.sha256)
        warnings.push(`${join(name, path)} was changed by hand; it is written anew`);
    }
  }
  await mkdir(dirname(out), { recursive: true });
  const temporary = await mkdtemp(join(dirname(out), ".unmoor-"));
  try {
    for (const [name, files] of targets)
      for (const [path, content] of files) await write(join(temporary, name, path), content);
    await write(
      join(temporary, MANIFEST),
      `${JSON.stringify({ ...manifest, targets: { ...former?.targets, ...manifest.targets } }, null, 2)}\n`,
    );
    await mkdir(out, { recursive: true });
    // The manifest first: a crash in between leaves a folder that is still known as ours.
    await rename(join(temporary, MANIFEST), join(out, MANIFEST));
    for (const name of targets.keys()) await swap(join(temporary, name), join(out, name), foreign.get(name) ?? []);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return warnings;
}

/** Puts a folder in the place of a former one, whose `kept` files move along; undone when it fails. */
export async function swap(folder: string, place: string, kept: readonly string[]): Promise<void> {
  const former = `${folder}.former`;
  const had = await rename(place, former).then(
    () => true,
    () => false,
  );
  const moved: string[] = [];
  try {
    for (const path of kept) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await rename(join(former, path), join(folder, path));
      moved.push(path);
    }
    await rename(folder, place);
  } catch (failure) {
    for (const path of moved) await rename(join(folder, path), join(former, path));
    if (had) await rename(former, place);
    throw failure;
  }
}

/** `a/b/c` and the folders that it needs. */
const withFolders = (path: string): string[] => path.split("/").map((_, i, all) => all.slice(0, i + 1).join("/"));

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");
