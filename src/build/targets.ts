import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Adapter } from "../adapter/index.ts";
import { type BuildError, fault, throwAll } from "./errors.ts";
import type { Registry, Target } from "./options.ts";

const isAdapter = (value: unknown): value is Adapter => {
  const { name, shapes, triggers, pack, entry, file, emit } = (value ?? {}) as Partial<Adapter>;
  return (
    typeof name === "string" &&
    /^[a-z][a-z\d-]*$/.test(name) &&
    [shapes, triggers].every((table) => typeof table === "object") &&
    (pack === "unit" || pack === "app") &&
    [entry, file, emit].every((member) => typeof member === "function")
  );
};

/** The adapter that a module exports, under whatever name. */
export function adapterOf(module: unknown, from: string): Adapter {
  const found = [...new Set(Object.values((module ?? {}) as object).filter(isAdapter))];
  if (found.length === 1) return found[0] as Adapter;
  throw fault("INVALID_ADAPTER", `${from} exports ${found.length || "no"} adapter${found.length ? "s" : ""}`, {
    help: "export one object that satisfies Adapter of unmoor/adapter (name, shapes, triggers, pack, entry, file, emit)",
  });
}

/**
 * The adapters of some targets: a name is looked up in the registry, a path (`./my-adapter.ts`) is imported.
 *
 * @throws `UNKNOWN_TARGET`, `INVALID_ADAPTER`
 */
export async function loadTargets(names: readonly string[], registry: Registry, cwd: string): Promise<Target[]> {
  const faults: BuildError[] = [];
  const targets: Target[] = [];
  for (const name of new Set(names)) {
    try {
      targets.push(await load(name, registry, cwd));
    } catch (thrown) {
      if (!(thrown as BuildError).code) throw thrown;
      faults.push(thrown as BuildError);
    }
  }
  throwAll(faults);
  const twice = targets.find(({ name }, i) => targets.findIndex((other) => other.name === name) !== i);
  if (twice)
    throw fault("INVALID_ADAPTER", `two targets are called "${twice.name}"`, {
      help: "rename the adapter of your own",
    });
  if (!targets[0]) throw fault("UNKNOWN_TARGET", "no target is given", { help: `use --target ${known(registry)}` });
  return targets;
}

async function load(name: string, registry: Registry, cwd: string): Promise<Target> {
  if (Object.hasOwn(registry, name)) {
    const adapter = adapterOf(await registry[name]?.(), `the provider "${name}"`);
    return { name, given: name, adapter };
  }
  const file = resolve(cwd, name);
  if (!/[./\\]/.test(name) || !existsSync(file))
    throw fault("UNKNOWN_TARGET", `"${name}" is no provider`, {
      help: `use ${known(registry)}, or the path of a module that exports an adapter: ./my-adapter.ts`,
    });
  const adapter = adapterOf(await import(pathToFileURL(file).href), name);
  return { name: adapter.name, given: name, adapter, file };
}

/** The memory provider runs in tests only. */
const known = (registry: Registry): string =>
  Object.keys(registry)
    .filter((name) => name !== "memory")
    .join(", ");
