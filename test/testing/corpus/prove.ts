import { describe, expect, test } from "vitest";
import { corpus } from "./index.ts";

type Failure = Error & { readonly code: string; readonly faults: readonly object[]; readonly replay: string };

/** For each provider; `CORPUS_SEEDS=2000` asks for all. */
const SEEDS = Number(process.env.CORPUS_SEEDS ?? 200);

/** Every fault of the corpus is found as this provider has it, and what is right is left alone. */
export function proveCorpus(as: string): void {
  describe.each(Object.entries(corpus))(`${as}: %s`, (_, { fault, hidden, broken, fixed }) => {
    const why = hidden[as];

    test(why === undefined ? `found within 200 seeds: ${fault}` : `not to be seen: ${why}`, {
      timeout: 120_000,
    }, async () => {
      const found = await broken({ as: [as], seeds: 200 }).catch((thrown: Failure) => thrown);
      // If it can be seen after all, the reason is wrong.
      if (why !== undefined) return expect(found).toHaveProperty("runs", 201);
      expect(found).toMatchObject({ code: "EXPLORATION_FAILED" });
      const { faults, replay } = found as Failure;
      expect(faults.length).toBeLessThanOrEqual(2);
      await expect(broken({ replay })).rejects.toMatchObject({ faults });
    });

    test(`its repair passes ${SEEDS} seeds`, { timeout: 300_000 }, async () => {
      const { runs } = await fixed({ as: [as], seeds: SEEDS });
      expect(runs).toBe(SEEDS + 1);
    });
  });
}
