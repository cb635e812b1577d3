import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** A bundle on disk. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  readonly gzip: number;
}

/** What a file weighs. */
export function weigh(file: string): Bundle {
  const code = readFileSync(file);
  return { file, bytes: code.length, gzip: gzipSync(code).length };
}

/** Bundles a module in the way that unmoor's build does: Rolldown, ESM for Node 22, minified, no comments. */
export async function bundle(input: string, file: string): Promise<Bundle> {
  // Closed by hand: Node 22 has no `using`, and runs this file as it is.
  const build = await rolldown({
    input,
    platform: "node",
    transform: { target: "node22" },
    onLog: () => {},
  });
  try {
    await build.write({
      file,
      format: "esm",
      minify: true,
      comments: false,
      codeSplitting: false,
    });
  } finally {
    await build.close();
  }
  return weigh(file);
}

/** The folder of this benchmark. */
export const here: string = dirname(import.meta.filename);
