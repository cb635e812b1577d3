import fc from "fast-check";
import { expect, test } from "vitest";
import { slice } from "../../../src/build/slice/index.ts";
import { type Sample, samples } from "./modules.ts";

/** Runs a module and gives what the wanted names turned out to be, and what it did to the world. */
async function outcome(code: string, sample: Sample, wanted: readonly string[]): Promise<string> {
  const log: unknown[] = [];
  Reflect.set(globalThis, "sliceLog", log);
  const url = `data:text/javascript,${encodeURIComponent(code)}`;
  const made: Record<string, unknown> = await import(/* @vite-ignore */ url);
  const values = wanted.map((name) => {
    const value = made[name];
    if (sample.functions.includes(name)) return typeof value === "function" ? value(3) : "missing";
    return sample.boxes.includes(name) ? Reflect.get(Object(value), "list") : value;
  });
  return JSON.stringify({ values, log });
}

const cases = samples.chain((sample) =>
  fc.record({
    sample: fc.constant(sample),
    wanted: fc.subarray([...sample.lists, ...sample.boxes, ...sample.numbers, ...sample.functions]),
  }),
);

test("a slice gives the wanted exports the values they have in the whole module, and does the same to the world", async () => {
  let ran = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ sample, wanted }) => {
      const sliced = slice(sample.code, new Set(wanted), { id: "sample.js" }).code;
      const whole = await outcome(`${sample.code}\n// ${ran++}`, sample, wanted).catch(() => undefined);
      fc.pre(whole !== undefined);
      expect(await outcome(`${sliced}\n// ${ran++}`, sample, wanted)).toBe(whole);
    }),
    { seed: Number(process.env.SLICE_SEED ?? 2026), numRuns: Number(process.env.SLICE_RUNS ?? 400) },
  );
  expect(ran).toBeGreaterThan(500);
}, 60_000);

test("slicing a slice with the same names changes nothing", () => {
  fc.assert(
    fc.property(cases, ({ sample, wanted }) => {
      const once = slice(sample.code, new Set(wanted), { id: "sample.js" }).code;
      expect(slice(once, new Set(wanted), { id: "sample.js" }).code).toBe(once);
    }),
    { seed: 2026, numRuns: 400 },
  );
});

test("every kept character stays where it was, and every line end stays", () => {
  fc.assert(
    fc.property(cases, ({ sample, wanted }) => {
      const sliced = slice(sample.code, new Set(wanted), { id: "sample.js" }).code;
      expect(sliced.length).toBe(sample.code.length);
      for (const [at, char] of [...sliced].entries())
        if (char !== " " && char !== ";") expect(char).toBe(sample.code[at]);
      expect(sliced.split("\n").length).toBe(sample.code.split("\n").length);
    }),
    { seed: 2026, numRuns: 200 },
  );
});
