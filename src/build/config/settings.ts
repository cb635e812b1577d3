import { resolve } from "node:path";
import { milliseconds } from "../../app/index.ts";
import type { Accepting } from "../accepted.ts";
import type { BuildOptions, TargetOptions } from "../options.ts";
import { choices, type Flags, groups } from "./flags.ts";
import type { Loaded } from "./load.ts";

/** What a build is asked for by its command line and its configuration. */
export type Settings = Omit<BuildOptions, "adapters" | "env" | "onOutput" | "graceMs">;

/**
 * Puts flags over a configuration. Lists (`external`, `degrade`) are added up, and what a flag names else takes the
 * place of what the configuration says.
 *
 * @param cwd what the flags' paths start from
 * @throws `INVALID_OPTION` for flags that are none
 */
export function settings(entry: string | undefined, flags: Flags, loaded: Loaded | undefined, cwd: string): Settings {
  const { config = {}, folder = cwd, where } = loaded ?? {};
  const targets = targetsOf(config.targets, folder);
  const options: Record<string, TargetOptions> = { ...targets };
  for (const [name, chosen] of Object.entries(choices(flags.set))) options[name] = { ...options[name], ...chosen };
  const units = groups(flags.unit);
  const regrouped = new Set(Object.values(units).flat());
  const former = Object.entries(config.units ?? {})
    .map(([name, members]) => [name, members.filter((each) => !regrouped.has(each))] as const)
    .filter(([, members]) => members[0] !== undefined);
  const name = flags.name ?? config.name;
  const timeoutMs = flags.timeout ?? (config.loadTimeout && milliseconds(config.loadTimeout));
  return {
    cwd,
    entry: entry ?? resolve(folder, config.entry ?? "functions.ts"),
    out: flags.out ?? resolve(folder, config.out ?? "dist"),
    targets: flags.target ?? Object.keys(targets),
    options,
    units: { ...Object.fromEntries(former), ...units },
    functions: config.functions ?? {},
    degrade: merged(config.degrade, flags.degrade),
    external: [...new Set([...(config.external ?? []), ...flags.external])],
    ...(name !== undefined && { name }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(where && { where }),
  };
}

/** What is accepted, and the functions that `--degrade` lets be buffered. */
function merged(degrade: Accepting = {}, buffered: readonly string[]): Accepting {
  const all: Record<string, readonly string[]> = { ...degrade };
  for (const name of buffered) all[name] = [...(all[name] ?? []), "streaming"];
  return all;
}

/** Targets with their options; what is a path starts at the configuration. */
function targetsOf(targets: Loaded["config"]["targets"] = {}, folder: string): Record<string, TargetOptions> {
  const named: readonly (readonly [string, unknown])[] = Array.isArray(targets)
    ? targets.map((name: string) => [name, {}])
    : Object.entries(targets);
  return Object.fromEntries(
    named.map(([name, options]) => [name.startsWith(".") ? resolve(folder, name) : name, options as TargetOptions]),
  );
}
