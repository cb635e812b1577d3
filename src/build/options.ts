import type { Adapter } from "../adapter/index.ts";
import type { Accepting } from "./accepted.ts";
import type { FunctionOptions, TargetFunctionOptions } from "./config/define.ts";

/** Providers by name, loaded when asked for. */
export type Registry = Readonly<Record<string, () => Promise<unknown>>>;

/** Choices for one target; what is no member here goes to the adapter, which documents the keys it reads. */
export interface TargetOptions {
  /** What is accepted here by function, or functions that ask for streaming and may be buffered. */
  readonly degrade?: string | readonly string[] | Accepting;
  /** Functions that are not built for this target: what its provider lacks, or what belongs elsewhere. */
  readonly without?: string | readonly string[];
  /**
   * Which `Request`, `Response` and `Headers` a bundle's code means: Node's own, or light ones that never load undici.
   * `native` by default; docs/light-fetch.md.
   */
  readonly fetch?: "native" | "light";
  /** Packages left out of the bundles of this target. */
  readonly external?: readonly string[];
  readonly functions?: Readonly<Record<string, TargetFunctionOptions>>;
  readonly [key: string]: unknown;
}

/** What `build` is asked for. */
export interface BuildOptions {
  /** The module whose exports are the app. */
  readonly entry: string;
  /** Names of the registry, or paths of modules that export an adapter. */
  readonly targets: readonly string[];
  /** `dist` by default. */
  readonly out?: string;
  /** What relative paths start from; the process's by default. */
  readonly cwd?: string;
  /** Name of the app; that of the nearest package.json by default. */
  readonly name?: string;
  readonly adapters?: Registry;
  /** Choices by target: `{ aws: { http: "function-url" } }`. */
  readonly options?: Readonly<Record<string, TargetOptions>>;
  /** Units other than the default ones: name → functions. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  /** Choices by function, which count more than its definition. */
  readonly functions?: Readonly<Record<string, FunctionOptions>>;
  /** What is accepted on any target, by function; or functions that ask for streaming and may be buffered. */
  readonly degrade?: readonly string[] | Accepting;
  /** Packages left out of the bundles: native ones, or what the platform has. */
  readonly external?: readonly string[];
  /** How long the entry may take to load, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  /** How long after loading the entry may stay busy, in milliseconds; 1,000 by default. */
  readonly graceMs?: number;
  /** Environment of the entry while it is evaluated; the process's by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Take `unmoor` from its TypeScript sources; by default where the package in use has them. */
  readonly source?: boolean;
  /** Where the configuration says something. */
  where?(path: readonly string[]): string | undefined;
  /** What the entry prints while it is evaluated. */
  onOutput?(text: string): void;
}

/** One target, resolved. */
export interface Target {
  /** Folder under `out`, and what `options` calls it. */
  readonly name: string;
  /** What it was asked for by: its name, or a path. */
  readonly given: string;
  readonly adapter: Adapter;
  /** Where an adapter given as a path lies. */
  readonly file?: string;
}
