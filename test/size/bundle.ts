import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { adapters } from "unmoor/adapters";
import { build, type TargetOptions } from "../../src/build/index.ts";

/** The units that the ceilings are about: each as small as a function of its kind can be. */
const APPS = {
  http: `import { http } from "unmoor";
export const hello = http("GET /hello/:name", (request, { params }) => Response.json({ hello: params.name }));
`,
  queue: `import { on, queue } from "unmoor";
export const fulfil = on(queue("orders"), (event) => { if (!event.data) throw new Error("nothing ordered"); });
`,
  // What no provider keeps for us is kept by a handler of one's own: Vercel Queues have no dead letter.
  "queue with a dead letter": `import { on, queue } from "unmoor";
const kept = [];
export const fulfil = on(queue("orders"), { deadLetter: (event) => kept.push(event) }, (event) => {
  if (!event.data) throw new Error("nothing ordered");
});
`,
  task: `import { task } from "unmoor";
export const double = task("double", async (input) => input * 2);
`,
} as const;

export type AppName = keyof typeof APPS;

/** A unit, built. */
export interface Bundle {
  /** Of all JavaScript that it loads at its start, as written. */
  readonly bytes: number;
  /** Bytes by module, greatest first; what no module owns is under "". */
  readonly modules: readonly (readonly [module: string, bytes: number])[];
}

/**
 * Builds the one unit of such an app for a provider, by the build itself.
 *
 * @param options for the target: which of the adapter's shapes carries HTTP, which Fetch
 */
export async function bundle(provider: string, app: AppName = "http", options: TargetOptions = {}): Promise<Bundle> {
  // Inside the repo, so that the package resolves; with a dot, so that nobody's `include` finds it.
  const cwd = await mkdtemp(fileURLToPath(new URL(".generated-", import.meta.url)));
  try {
    await writeFile(join(cwd, "app.ts"), APPS[app]);
    const { manifest } = await build({
      entry: "app.ts",
      cwd,
      name: "app",
      targets: [provider],
      adapters,
      options: { [provider]: options },
    });
    const [unit] = manifest.targets[provider]?.units ?? [];
    if (!unit) throw new Error(`${provider} has no unit`);
    const file = join(cwd, "dist", provider, unit.file);
    const [code, map] = await Promise.all([readFile(file, "utf8"), readFile(`${file}.map`, "utf8")]);
    return { bytes: unit.bytes, modules: attribute(code, JSON.parse(map)) };
  } finally {
    await rm(cwd, { recursive: true });
  }
}

/** Which module each character of the code came from: the digits of the source map, added up. */
function attribute(
  code: string,
  map: { readonly mappings: string; readonly sources: readonly string[] },
): Bundle["modules"] {
  const lines = code.split("\n");
  const sizes = new Map<string, number>();
  let source = 0;
  map.mappings.split(";").forEach((line, at) => {
    let column = 0;
    let owner = "";
    const width = lines[at]?.length ?? 0;
    const own = (to: number): void => void sizes.set(owner, (sizes.get(owner) ?? 0) + to - column);
    let first = true;
    for (const segment of line.split(",").filter(Boolean)) {
      const [step = 0, from] = digits(segment);
      if (!first || step) own(column + step);
      first = false;
      column += step;
      if (from === undefined) owner = "";
      else {
        source += from;
        owner = map.sources[source] ?? "";
      }
    }
    own(width);
  });
  return [...sizes].filter(([, bytes]) => bytes).sort(([, a], [, b]) => b - a);
}

/** The numbers of one segment of a source map: base 64, least significant digit first, the lowest bit is the sign. */
function digits(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}
