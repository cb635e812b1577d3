import type { FunctionFacts } from "../../adapter/index.ts";
import { milliseconds, parseRoute } from "../../app/index.ts";
import { type Graph, recordGraph } from "../bundle/graph.ts";
import { type BuildError, fault, throwAll } from "../errors.ts";
import { bundled, type Entry } from "./entry.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import type { Export } from "./message.ts";

export interface Discovery {
  readonly functions: readonly FunctionFacts[];
  readonly warnings: readonly string[];
  readonly graph: Graph;
  /** JSON Schema of the data of functions, where their schemas tell one. */
  readonly schemas: ReadonlyMap<string, unknown>;
}

export interface DiscoverOptions extends Entry, Omit<Evaluation, "file"> {}

/**
 * Learns what functions an app has, by bundling and evaluating it in a child process.
 *
 * @throws what `evaluate` throws, `UNRESOLVED_IMPORT`, `NO_FUNCTIONS`, `INVALID_NAME`, `INVALID_ROUTE`
 */
export async function discover(options: DiscoverOptions): Promise<Discovery> {
  const graph = recordGraph();
  const exports = await bundled(options, [graph.plugin], (file) => evaluate({ ...options, file }));
  const schemas = new Map(exports.flatMap((each) => ("data" in each && each.data ? [[each.name, each.data]] : [])));
  return { ...facts(exports, options.entry), graph, schemas };
}

/** What the exports mean. */
function facts(exports: readonly Export[], entry: string): Omit<Discovery, "graph" | "schemas"> {
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
