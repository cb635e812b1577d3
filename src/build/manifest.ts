import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionFacts, Trigger } from "../adapter/index.ts";
import type { Sizes } from "./bundle/sizes.ts";

/** A unit as it was built. */
export interface BuiltUnit {
  readonly name: string;
  readonly trigger: Trigger;
  readonly shape: string;
  readonly functions: readonly FunctionFacts[];
  /** Its bundle, relative to the target's folder. */
  readonly file: string;
  /** Of the JavaScript that it loads at its start. */
  readonly bytes: number;
  readonly gzip: number;
  /** Of the bundle's file. */
  readonly sha256: string;
  /** Minified bytes by package, `.` being the app itself. */
  readonly sizes: Sizes;
}

/** A file as it was emitted. */
export interface EmittedFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** What was built for one provider. */
export interface BuiltTarget {
  readonly adapter: string;
  readonly pack: "unit" | "app";
  readonly units: readonly BuiltUnit[];
  /** By path relative to the target's folder. */
  readonly files: Readonly<Record<string, EmittedFile>>;
}

/** `manifest.json`: what a build made, without a time in it, so that the same app gives the same file. */
export interface Manifest {
  readonly generator: "unmoor";
  readonly version: string;
  readonly app: string;
  readonly entry: string;
  readonly targets: Readonly<Record<string, BuiltTarget>>;
}

export const MANIFEST = "manifest.json";

/** The manifest of an output folder; undefined where there is none of ours. */
export async function readManifest(out: string): Promise<Manifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(out, MANIFEST), "utf8")) as Manifest;
    return manifest.generator === "unmoor" ? manifest : undefined;
  } catch {
    return undefined;
  }
}
