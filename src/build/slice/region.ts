import { child, isClass, list, type Node, targets } from "./node.ts";
import type { Binding, Bindings } from "./scope.ts";
import { nowhere, type Root, type Values } from "./values.ts";

/** What running one piece of code does by itself, and what it runs. */
export interface Region {
  /** The module's own bindings that it changes. */
  readonly writes: Set<Binding>;
  /** Those that it changes for certain: they count even where nobody knows whether the code runs. */
  readonly hard: Set<Binding>;
  /** It does something that no binding of the module stands for. */
  free: boolean;
  /** It calls code of others to get a value. */
  outer: boolean;
  /** The parameters (its own or those of a function around it) that it changes or calls. */
  readonly params: Set<Binding>;
  /** It changes its `this`. */
  self: boolean;
  /** The functions whose parameters are its own: one, or all methods of a class. */
  readonly owns: Set<Node>;
  readonly runs: Run[];
}

/** One place where code is run. */
export interface Run {
  readonly code: Node;
  /** It may run, or may not. */
  readonly hard: boolean;
  readonly asStatement: boolean;
  /** The arguments; undefined where someone else calls it. */
  readonly given?: readonly Node[];
  /** What `this` may be, and the parameters too where the arguments are not known. */
  readonly context: Root;
}

/** One module under examination. */
export interface Pass extends Values {
  readonly of: Bindings;
  readonly accessors: ReadonlySet<Node>;
  /** What a function or class does when it is called. */
  region(code: Node): Region;
}

export const empty = (): Region => ({
  writes: new Set(),
  hard: new Set(),
  free: false,
  outer: false,
  params: new Set(),
  self: false,
  owns: new Set(),
  runs: [],
});

/** Notes that these functions run here. */
export function run({ region }: Pass, into: Region, codes: readonly Node[], how: Partial<Run>): undefined {
  for (const code of codes) {
    into.runs.push({ hard: false, asStatement: false, context: nowhere(), ...how, code });
    region(code);
  }
}

/** Carries what functions do to where they are run, until nothing changes. */
export function settle(pass: Pass, tops: Iterable<Region>, functions: () => Iterable<Region>): undefined {
  const own = [...tops];
  for (let changed = true; changed; ) {
    changed = false;
    for (const into of [...functions(), ...own]) {
      const before = size(into);
      // `runs` may grow: a function calls what it was handed.
      for (let at = 0; at < into.runs.length; at++) absorb(pass, into, into.runs[at] as Run);
      changed ||= size(into) !== before;
    }
  }
}

function absorb(pass: Pass, into: Region, how: Run): undefined {
  const done = pass.region(how.code);
  for (const binding of done.hard) into.writes.add(binding).has(binding) && into.hard.add(binding);
  if (how.hard) return;
  for (const binding of done.writes) into.writes.add(binding);
  if (done.free && how.asStatement) into.free = true;
  into.outer ||= done.outer || done.free;
  if (done.self) touch(into, how.context, pass);
  if (done.self && how.code.type === "ArrowFunctionExpression") into.self = true;
  for (const param of done.params) {
    if (!param.param || !done.owns.has(param.param)) {
      into.params.add(param);
      continue;
    }
    if (!how.given) touch(into, how.context, pass);
    for (const argument of how.given ? handed(param, param.param, how) : []) {
      touch(into, pass.root(argument), pass);
      for (const code of pass.functions(argument))
        if (!into.runs.some((run) => run.code === code && !run.hard && run.asStatement === how.asStatement))
          into.runs.push({ code, hard: false, asStatement: how.asStatement, context: how.context });
    }
  }
}

/** A change of whatever a value comes from; functions and schemas do not change. */
function touch(into: Region, root: Root, { frozen }: Values): undefined {
  for (const binding of root.tops) if (!frozen(binding)) into.writes.add(binding);
  for (const param of root.params) into.params.add(param);
  into.self ||= root.self;
}

/** The arguments that a parameter takes; all of them where that cannot be told. */
function handed(param: Binding, code: Node, { code: called, given = [] }: Run): readonly Node[] {
  const at = list(code, "params").findIndex((each) => targets(each).some((id) => id.name === param.name));
  const isMethod = isClass(called) && child(called, "body") !== undefined && !isConstructor(called, code);
  if (at < 0 || isMethod || given.some((each) => each.type === "SpreadElement")) return given;
  return list(code, "params")[at]?.type === "RestElement" ? given.slice(at) : given.slice(at, at + 1);
}

const isConstructor = (type: Node, code: Node): boolean =>
  list(child(type, "body") ?? type, "body").some((member) => member.kind === "constructor" && member.value === code);

const size = (region: Region): number =>
  region.writes.size +
  region.hard.size +
  region.params.size +
  region.runs.length +
  Number(region.free) +
  Number(region.outer) +
  Number(region.self);
