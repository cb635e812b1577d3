import { join } from "node:path";
import { adapters } from "unmoor/adapters";
import type { Adapter, FunctionFacts, TargetConfig, Unit } from "../../../src/adapter/index.ts";
import { accepted } from "../../../src/build/accepted.ts";
import { discover } from "../../../src/build/discover/discover.ts";
import { planUnits } from "../../../src/build/units.ts";
import { compare, type Difference } from "../../../src/build/verify/compare.ts";
import { documentOf } from "../../../src/build/verify/documents.ts";
import { root } from "../project.ts";

/** What a provider lacks of the examples. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = { vercel: ["thumbnails", "trending"] };

/** The functions of an example, as the build finds them. */
export async function functionsOf(example: string): Promise<readonly FunctionFacts[]> {
  const { functions } = await discover({
    entry: join(root, "examples", example, "functions.ts"),
    cwd: root,
    external: [],
    source: true,
    timeoutMs: 60_000,
    graceMs: 1000,
    env: process.env,
    onOutput: () => {},
  });
  return functions;
}

/** An app on one provider. */
export interface Deployable {
  /** The emitted files, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly units: readonly Unit[];
  /** What is found in files: path → text. */
  verify(files: Readonly<Record<string, string>>): readonly Difference[];
  /** What is found after one file was changed, whose text must have changed. */
  broken(file: string, change: (text: string) => string): readonly string[];
}

/** Plans and emits an app for a provider. */
export async function deployable(
  provider: "aws" | "gcp" | "azure" | "vercel",
  functions: readonly FunctionFacts[],
  options: Readonly<Record<string, unknown>> = {},
): Promise<Deployable> {
  const { adapter } = (await adapters[provider]!()) as { adapter: Adapter };
  const config = { ...options, name: "orders" } as TargetConfig;
  const without = new Set((WITHOUT[provider] ?? []).filter((name) => functions.some((fn) => fn.name === name)));
  const { units } = planUnits(functions, adapter, config, { accepted: accepted(), without });
  const files = adapter.emit(units, config);
  const verify: Deployable["verify"] = (texts) => {
    const { verify: verifier } = adapter;
    const documents = Object.entries(texts)
      .filter(([path]) => Object.keys(texts).length === 1 || verifier?.files.test(path))
      .map(([path, text]) => documentOf(path, text));
    const deployed = verifier?.read(documents, units, config);
    if (!verifier || !deployed) throw new Error("nothing that the provider deploys with");
    return compare(units, deployed, verifier, config, documents[0]?.file ?? "");
  };
  return {
    files,
    units,
    verify,
    broken(file, change) {
      const text = files[file] as string;
      const changed = change(text);
      if (changed === text) throw new Error(`${file} is not changed`);
      return verify({ ...files, [file]: changed }).map((each) => `${each.severity} ${each.code} ${each.function}`);
    },
  };
}

/** Changes JSON. */
export const json =
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into files of any form.
    (change: (data: any) => void) =>
    (text: string): string => {
      const data = JSON.parse(text);
      change(data);
      return JSON.stringify(data, null, 2);
    };
