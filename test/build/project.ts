import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildError, type BuildOptions, type BuildResult, build } from "../../src/build/index.ts";
import { toy } from "./toy/index.ts";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** A user's project in a folder of its own, removed when it is disposed of. */
export interface Project extends Disposable {
  readonly dir: string;
  build(options?: Partial<BuildOptions>): Promise<BuildResult>;
  /** The error that a build must end with. */
  refused(options?: Partial<BuildOptions>): Promise<BuildError>;
  read(path: string): string;
  write(path: string, text: string): void;
  list(path?: string): string[];
  load(path: string): Promise<Record<string, never>>;
}

/** Makes one: files by path; `unmoor` and some packages of this repository are installed. */
export function project(files: Readonly<Record<string, string>>, packages: readonly string[] = []): Project {
  const dir = mkdtempSync(join(tmpdir(), "unmoor-build-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  write("package.json", JSON.stringify({ name: "@shop/my-App", type: "module" }));
  mkdirSync(join(dir, "node_modules"));
  symlinkSync(root, join(dir, "node_modules/unmoor"));
  for (const name of packages) symlinkSync(join(root, "node_modules", name), join(dir, "node_modules", name));
  for (const [path, text] of Object.entries(files)) write(path, text);
  const run = (options: Partial<BuildOptions> = {}): Promise<BuildResult> =>
    build({ entry: "functions.ts", targets: ["toy"], cwd: dir, adapters: { toy: async () => ({ toy }) }, ...options });
  return {
    dir,
    build: run,
    refused: (options) =>
      run(options).then(
        () => {
          throw new Error("the build succeeded");
        },
        (thrown: BuildError) => thrown,
      ),
    read: (path) => readFileSync(join(dir, path), "utf8"),
    write,
    list: (path = "") => readdirSync(join(dir, path)).sort(),
    load: (path) => import(/* @vite-ignore */ join(dir, path)),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** An app with one HTTP function. */
export const HELLO = `import { http } from "unmoor";
export const hello = http("GET /hello/:name", (request, { params }) => Response.json({ hello: params.name }));
`;
