import { join } from "node:path";
import { call, routes } from "./calls.ts";
import type { Contestant } from "./contestants.ts";
import { fresh, interleave, write } from "./process.ts";
import type { Bench, Section } from "./section.ts";
import { expected } from "./warm.ts";

/** Node's flags for the probe: nothing is collected, and nothing is compiled, while it counts. */
export const flags: readonly string[] = [
  "--expose-gc",
  "--single-threaded",
  "--min-semi-space-size=64",
  "--max-semi-space-size=64",
];

/** Bytes that a warm call allocates. */
export async function allocation(contestants: ReadonlyMap<string, Contestant>, bench: Bench): Promise<Section> {
  const probe = join(bench.dir, "probes/allocation.mjs");
  const events = Object.fromEntries(routes.map((route) => [route, call("v2", route)]));
  return {
    title: "Allocation",
    note: "Bytes on V8's heap that one call of API Gateway (payload 2.0) allocates, between two collections; buffers outside the heap are not in it.",
    base: "raw",
    rounds: await interleave(
      "allocation",
      [...contestants.keys()],
      bench.rounds(3),
      (name) =>
        fresh(
          probe,
          write(bench.dir, { file: contestants.get(name)?.("v2").file ?? "", events, expect: expected }),
          flags,
        ),
      bench.leaveOut,
    ),
    columns: routes.map((key) => ({ key, title: `${key} B`, digits: 0, ratio: true, plain: true })),
  };
}
