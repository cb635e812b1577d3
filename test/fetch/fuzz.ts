/**
 * Programs on light and on native objects must observe the same.
 * `node --conditions=source test/fetch/fuzz.ts [programs] [seed]` runs more of them than the suite does.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import * as light from "../../src/fetch/index.ts";
import { program } from "./program.ts";
import { type Fetch, run } from "./run.ts";

export const native: Fetch = { Headers, Request, Response };

/** @throws with the smallest program that shows a difference */
export async function fuzz(numRuns: number, seed: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(program, async (steps) => {
      const [expected, given] = [await run(steps, native), await run(steps, light as unknown as Fetch)];
      if (!isDeepStrictEqual(given, expected))
        throw new Error(`light:  ${JSON.stringify(given)}\nnative: ${JSON.stringify(expected)}`);
    }),
    { numRuns, seed },
  );
}

if (import.meta.main) {
  const [programs = "100000", seed = `${Date.now() % 1e9}`] = process.argv.slice(2);
  const began = Date.now();
  await fuzz(Number(programs), Number(seed));
  console.log(`${programs} programs of seed ${seed} without a difference (${(Date.now() - began) / 1000} s)`);
}
