/** A shorter list that fails as well. */
export interface Shrunk<T> {
  readonly list: readonly T[];
  /** How often it was tried. */
  readonly runs: number;
}

/**
 * Leaves out of a list what a failure does not need: delta debugging, to a list of which every member is needed.
 *
 * @param fails whether a shorter list still fails
 * @see https://www.st.cs.uni-saarland.de/papers/tse2002/ Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input"
 * @example await shrink(faults, async (some) => (await run(some)).failed);
 */
export async function shrink<T>(
  list: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<Shrunk<T>> {
  let runs = 0;
  const tried = (some: readonly T[]): Promise<boolean> => {
    runs++;
    return fails(some);
  };
  let rest = list;
  if (rest.length && (await tried([]))) return { list: [], runs };
  for (let parts = 2; rest.length > 1; ) {
    const size = Math.ceil(rest.length / parts);
    let found = false;
    for (let from = 0; from < rest.length && !found; from += size) {
      const without = [...rest.slice(0, from), ...rest.slice(from + size)];
      if (!without.length || !(await tried(without))) continue;
      rest = without;
      parts = Math.max(2, parts - 1);
      found = true;
    }
    if (found) continue;
    if (size === 1) break;
    parts = Math.min(rest.length, parts * 2);
  }
  return { list: rest, runs };
}
