import { parseSync } from "rolldown/utils";
import { blank } from "./blank.ts";
import { effects } from "./effects.ts";
import { holes } from "./holes.ts";
import { keep } from "./keep.ts";
import { type Import, links, type Reexport } from "./links.ts";
import { list, type Node } from "./node.ts";
import { type Part, parts } from "./parts.ts";
import { type Bindings, scopes } from "./scope.ts";

/** The names wanted from a module. */
export type Wanted = ReadonlySet<string> | "all";

/** A statement that no binding stands for, so that it stays in every slice. */
export interface Effect {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export interface Slice {
  /** The module with everything else blanked: what is left keeps its line and its column, so its source map is the identity. */
  readonly code: string;
  readonly imports: readonly Import[];
  readonly reexports: readonly Reexport[];
  /** All names of the whole module, kept or not; those behind `export *` are not known here. */
  readonly exports: readonly string[];
  /** Wanted names that this module does not export itself; an `export *` may. */
  readonly missing: readonly string[];
  readonly effects: readonly Effect[];
  /** Why the module could not be sliced and is whole. */
  readonly needsWhole?: string;
}

/**
 * Keeps of a module what the wanted exports reach, and blanks the rest.
 *
 * A statement rooted at a binding of the module (`app.get(…)`, `total += 1`) follows that binding. A statement rooted at
 * nothing of the module (`console.log()`, `import "x"`) stays. A declaration follows its own names: what its initialiser
 * does elsewhere (`const x = init()`) is taken to serve `x`, unless nothing mentions `x` at all.
 *
 * Functions of the module are followed into: what they change where they are called at start counts. A function handed
 * to code outside the module is taken to run later, but for plain assignments and the mutators of collections in it; one
 * handed to a definition of unmoor runs later for certain.
 *
 * @example
 * slice("export const a = 1;\nexport const b = 2;", new Set(["b"]), { id: "app.ts" }).code // ";                  \nexport const b = 2;"
 */
export function slice(code: string, wanted: Wanted, { id }: { readonly id: string }): Slice {
  return slicer(code, id)(wanted);
}

/** Parses and judges a module once, to cut several slices from it. */
export function slicer(code: string, id: string): (wanted: Wanted) => Slice {
  const parsed = parseSync(id, code, { lang: language(id), sourceType: "module" });
  if (parsed.errors.length > 0) {
    // The bundler says it better: with a frame.
    const needsWhole = "it does not parse";
    return () => ({ code, imports: [], reexports: [], exports: [], missing: [], effects: [], needsWhole });
  }
  const program = parsed.program as unknown as Node;
  const resolved = scopes(program);
  const pieces = parts(program, resolved);
  const running = pieces.filter((part) => part.runs).map((part) => part.node);
  const does = effects(resolved, running);
  const needsWhole = unsliceable(program, resolved.of);
  const exports = [...new Set(pieces.flatMap((part) => part.exports))].filter((each) => each !== "*");
  return (asked) => {
    const wanted = needsWhole === undefined ? asked : "all";
    const kept = keep(pieces, does, wanted);
    const left = wanted === "all" ? pieces : pieces.filter((part) => kept.parts.has(part));
    return {
      code: wanted === "all" ? code : blank(code, holes(code, pieces, kept.parts, parsed.comments)),
      ...links(left, pieces),
      exports,
      missing: kept.missing,
      effects: kept.free.map((part) => effect(code, part)),
      ...(needsWhole === undefined ? {} : { needsWhole }),
    };
  };
}

function effect(code: string, { node }: Part): Effect {
  const text = code.slice(node.start, node.end).split("\n", 1)[0] ?? "";
  return { line: code.slice(0, node.start).split("\n").length, text };
}

function unsliceable(program: Node, of: Bindings): string | undefined {
  const body = list(program, "body");
  if (body.some((node) => node.type === "TSExportAssignment")) return "it uses `export =`";
  const esm = body.some((node) => /^(Import|Export)/.test(node.type));
  for (const [node, binding] of of) {
    if (binding) continue;
    if (node.name === "eval") return "it calls eval, which can reach every binding";
    if (!esm && (node.name === "module" || node.name === "exports")) return "it is a CommonJS module";
  }
  return undefined;
}

function language(id: string): "ts" | "tsx" | "jsx" {
  const path = id.replace(/[?#].*$/, "");
  return /\.tsx$/.test(path) ? "tsx" : /\.[cm]?ts$/.test(path) ? "ts" : "jsx";
}
