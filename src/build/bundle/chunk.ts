import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { OutputChunk } from "rolldown";
import type { Lingering } from "./lingering.ts";
import { ownRoot, VIRTUAL } from "./resolve.ts";
import { packageOf, type Sizes, sizesOf } from "./sizes.ts";
import { fileOf } from "./sources.ts";
import type { Texts } from "./texts.ts";

/** One file of JavaScript. */
export interface Chunk {
  readonly bytes: number;
  readonly gzip: number;
  readonly sha256: string;
  readonly sizes: Sizes;
  /** Files of the bundle that it loads at once. */
  readonly imports: readonly string[];
  /** Specifier of the written module that it is the lazy chunk of. */
  readonly lazy?: string | undefined;
  readonly lingering: readonly Lingering[];
}

/**
 * What there is to know of a chunk.
 *
 * @param folder where the bundle lies, for the paths in its source map
 */
export async function measure(chunk: OutputChunk, folder: string, lingering: readonly Lingering[]): Promise<Chunk> {
  const { code, map, imports, isDynamicEntry, facadeModuleId, fileName } = chunk;
  const place = join(folder, dirname(fileName));
  return {
    bytes: Buffer.byteLength(code),
    gzip: (await promisify(gzip)(code)).length,
    sha256: createHash("sha256").update(code).digest("hex"),
    sizes: map ? sizesOf(code, map, (source) => ownerOf(join(place, source))) : {},
    imports,
    lazy: isDynamicEntry && facadeModuleId?.startsWith(VIRTUAL) ? facadeModuleId.slice(1) : undefined,
    lingering,
  };
}

function ownerOf(source: string): string {
  if (/unmoor:(entry|functions|main|unit)\b/.test(source)) return "unmoor";
  const ours = ["src", "adapters", "dist"].some((folder) => source.startsWith(join(ownRoot, folder, "/")));
  return packageOf(source) ?? (ours ? "unmoor" : ".");
}

/** The legal comments of all modules in a chunk, each under its package's name. */
export function legalText({ modules }: OutputChunk, texts: Texts): string {
  const found = Object.entries(modules).flatMap(([id, { renderedLength }]) =>
    renderedLength ? texts.legal(fileOf(id)).map((text) => `${packageOf(id) ?? "."}\n${text}\n`) : [],
  );
  return [...new Set(found)].join("\n");
}
