import type { ProviderOptions } from "unmoor/adapters";
import type { Duration } from "../../app/index.ts";

/** What a configuration may say of one function; it counts more than what the function's definition says. */
export interface FunctionOptions {
  /** MB. */
  readonly memory?: number;
  readonly timeout?: Duration;
  /** After so many deliveries an event is exhausted. */
  readonly attempts?: number;
}

/** What a target may say of one function. */
export interface TargetFunctionOptions extends FunctionOptions {
  /** Which of the provider's shapes carries it: a queue by `"cloud-tasks"` where others are Pub/Sub. */
  readonly shape?: string;
}

/** What is accepted by name, by function (`"*"` for all): traits that are lacking (`"streaming"`), codes of findings. */
export type Degrade = Readonly<Record<string, readonly string[]>>;

/** What every target takes. */
export interface CommonOptions {
  /** Functions that are not built for this target. */
  readonly without?: readonly string[];
  readonly degrade?: Degrade;
  /** Packages left out of this target's bundles. */
  readonly external?: readonly string[];
  readonly functions?: Readonly<Record<string, TargetFunctionOptions>>;
  /** Light `Request`, `Response` and `Headers` that never load undici; docs/light-fetch.md. */
  readonly fetch?: "native" | "light";
}

/** Targets by name, or by the path of a module that exports an adapter (`"./my-adapter.ts"`). */
export type Targets = {
  readonly [Name in keyof ProviderOptions]?: CommonOptions & ProviderOptions[Name];
} & { readonly [path: `.${string}`]: CommonOptions & Readonly<Record<string, unknown>> };

/** `unmoor.config.ts`. Every part has a default; flags of the command line count more. Paths start at its folder. */
export interface Config {
  /** The module whose exports are the app; `functions.ts` by default. */
  readonly entry?: string;
  /** `dist` by default. */
  readonly out?: string;
  /** Name of the app; that of the nearest package.json by default. */
  readonly name?: string;
  /** What is built where `--target` says nothing: names, or names with their options. */
  readonly targets?: readonly (keyof ProviderOptions | `.${string}`)[] | Targets;
  /** Units other than the default ones: name → functions. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  readonly functions?: Readonly<Record<string, FunctionOptions>>;
  readonly degrade?: Degrade;
  /** Packages left out of the bundles: native ones, or what the platform has. */
  readonly external?: readonly string[];
  /** How long the app may take to load while it is read; 10 s by default. */
  readonly loadTimeout?: Duration;
}

/**
 * Types a configuration; it gives back what it gets.
 *
 * @example
 * // unmoor.config.ts
 * import { defineConfig } from "unmoor/config";
 * export default defineConfig({
 *   targets: { aws: { http: "function-url" }, gcp: { queue: "cloud-tasks" } },
 *   functions: { resize: { memory: 2048, timeout: "5m" } },
 * });
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineConfig(config: Config): Config {
  return config;
}
