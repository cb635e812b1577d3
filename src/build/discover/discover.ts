import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import type { FunctionFacts } from "../../adapter/index.ts";
import { milliseconds, parseRoute } from "../../app/index.ts";
import { bundleFault, bundleFaults } from "../bundle/faults.ts";
import { type Graph, recordGraph } from "../bundle/graph.ts";
import { packageRoot, resolvePlugin } from "../bundle/resolve.ts";
import { type BuildError, fault, throwAll } from "../errors.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import type { Export } from "./message.ts";

export interface Discovery {
  readonly functions: readonly FunctionFacts[];
  readonly warnings: readonly string[];
  readonly graph: Graph;
}

export interface DiscoverOptions extends Omit<Evaluation, "file"> {
  readonly entry: string;
  readonly external: readonly string[];
  readonly source: boolean | undefined;
}

/**
 * Learns what functions an app has, by bundling and evaluating it in a child process.
 *
 * @throws what `evaluate` throws, `UNRESOLVED_IMPORT`, `NO_FUNCTIONS`, `INVALID_NAME`, `INVALID_ROUTE`
 */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const { entry, external, source } = options;
  const root = packageRoot(entry);
  // Beneath node_modules, external packages are found from the bundle.
  const modules = root && existsSync(join(root, "node_modules")) ? join(root, "node_modules") : tmpdir();
  await mkdir(modules, { recursive: true });
  const folder = await mkdtemp(join(modules, ".unmoor-"));
  try {
    const file = join(folder, "app.mjs");
    const graph = recordGraph();
    await bundle(entry, file, external, [graph.plugin, resolvePlugin({ entry, tools: [], source })]);
    return { ...facts(await evaluate({ ...options, file }), entry), graph };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundle(
  entry: string,
  file: string,
  external: readonly string[],
  plugins: Graph["plugin"][],
): Promise<void> {
  const faults: BuildError[] = [];
  try {
    await using build = await rolldown({
      input: entry,
      cwd: dirname(entry),
      platform: "node",
      external: [...external],
      transform: { target: "node22" },
      plugins,
      onLog(_level, log) {
        const found = bundleFault(log);
        if (found) faults.push(found);
      },
    });
    const { output } = await build.generate({ file, format: "esm", sourcemap: true, codeSplitting: false });
    throwAll(faults);
    for (const item of output)
      await writeFile(join(dirname(file), item.fileName), item.type === "chunk" ? item.code : item.source);
  } catch (thrown) {
    if (faults.includes(thrown as BuildError)) throw thrown;
    throwAll([...faults, ...bundleFaults(thrown)]);
  }
}

/** What the exports mean. */
function facts(exports: readonly Export[], entry: string): Omit<Discovery, "graph"> {
  const faults: BuildError[] = [];
  const warnings: string[] = [];
  const functions: FunctionFacts[] = [];
  for (const each of exports) {
    const { name } = each;
    if (each.is === "other") continue;
    if (each.is === "bare") {
      warnings.push(
        `the export "${name}" is a function without a trigger and is not built; wrap it: http("GET /${name}", …)`,
      );
      continue;
    }
    if (!/^[A-Za-z_$][\w$]*$/.test(name) || name === "default") {
      faults.push(
        fault(
          "INVALID_NAME",
          `an ${each.is} function is exported as "${name}"; its export name is the function's name`,
          {
            where: entry,
            help: "export it as a constant: export const orders = …",
          },
        ),
      );
      continue;
    }
    if (each.is === "task" && each.task !== name) {
      faults.push(
        fault("INVALID_NAME", `the task "${each.task}" is exported as "${name}"`, {
          where: entry,
          help: `callers know a task by one name: export const ${name} = task("${name}", …)`,
        }),
      );
      continue;
    }
    try {
      functions.push(factsOf(each));
    } catch (thrown) {
      faults.push(fault("INVALID_ROUTE", `"${name}": ${(thrown as Error).message}`, { where: entry }));
    }
  }
  throwAll(faults);
  if (!functions[0])
    throw fault("NO_FUNCTIONS", "the app exports no function", {
      where: entry,
      help: 'export one: export const hello = http("GET /hello/:name", (request, { params }) => …)',
    });
  return { functions, warnings };
}

function factsOf(each: Extract<Export, { streaming: boolean }>): FunctionFacts {
  const { name, streaming, timeout, memory, layers, schema } = each;
  const wishes = {
    streaming,
    ...(layers && { layers }),
    ...(schema && { schema }),
    ...(timeout !== undefined && { timeoutMs: milliseconds(timeout) }),
    ...(memory !== undefined && { memoryMb: memory }),
  };
  if (each.is === "http") return { name, trigger: "http", ...parseRoute(each.route), ...wishes };
  if (each.is === "task") return { name, trigger: "task", ...wishes };
  const { source, batch, window, attempts, deadLetter } = each;
  return {
    name,
    trigger: source.kind,
    source,
    deadLetter,
    ...(batch !== undefined && { batch }),
    ...(window !== undefined && { windowMs: milliseconds(window) }),
    ...(attempts !== undefined && { attempts }),
    ...wishes,
  };
}
