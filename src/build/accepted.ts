/** What is accepted by name, by function: traits that are lacking, codes of findings. */
export type Accepting = Readonly<Record<string, readonly string[]>>;

/** Whether something that a function lacks, or a finding about it, was accepted. */
export interface Accepted {
  has(fn: string, what: string): boolean;
  /** The functions that are named. */
  readonly names: readonly string[];
}

/**
 * What is accepted, from several places.
 *
 * @param given by function, or names of functions that may be buffered: what `--degrade` says
 */
export function accepted(...given: readonly (Accepting | readonly string[] | string | undefined)[]): Accepted {
  const all = new Map<string, Set<string>>();
  for (const each of given) {
    const names = typeof each === "string" ? each.split(",") : each;
    const entries = Array.isArray(names)
      ? names.map((name: string) => [name, ["streaming"]] as const)
      : Object.entries((names ?? {}) as Accepting);
    for (const [name, what] of entries) all.set(name, new Set([...(all.get(name) ?? []), ...what]));
  }
  return {
    has: (fn, what) => all.get(fn)?.has(what) === true || all.get("*")?.has(what) === true,
    names: [...all.keys()].filter((name) => name !== "*"),
  };
}
