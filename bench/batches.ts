import { join } from "node:path";
import { flags } from "./allocation.ts";
import type { Bundle } from "./bundle.ts";
import { batch } from "./calls.ts";
import { peers } from "./contestants.ts";
import { fresh, interleave, write } from "./process.ts";
import type { Bench, Section } from "./section.ts";
import { build } from "./unmoor.ts";

const SIZES = { SQS: 10, Kinesis: 100 } as const;
const UNITS = { SQS: "orders", Kinesis: "clicks" } as const;

/** Batches of messages: what one message costs. */
export async function* batches(bench: Bench): AsyncGenerator<Section> {
  const bundles = new Map<string, Readonly<Record<string, Bundle>>>();
  for (const [entry, title] of [
    ["unmoor", "unmoor"],
    ["unmoor-batch", "unmoor, batch handler"],
  ] as const) {
    const of = (source: "SQS" | "Kinesis"): Promise<Bundle> =>
      build(`batches/${entry}.ts`, join(bench.dir, entry, source), "aws", [], UNITS[source]);
    bundles.set(title, { SQS: await of("SQS"), Kinesis: await of("Kinesis") });
  }
  for (const [name, of] of await peers("batches", bench)) bundles.set(name, { SQS: of(""), Kinesis: of("") });
  for (const source of ["SQS", "Kinesis"] as const) {
    const length = SIZES[source];
    const job = (name: string): string =>
      write(bench.dir, {
        file: bundles.get(name)?.[source]?.file ?? "",
        events: { ns: batch(source, length) },
        expect: { ns: "" },
        budget: bench.budget,
      });
    yield {
      title: `Events: ${source} × ${length}`,
      note: "The handler parses JSON and touches three fields. CPU nanoseconds and heap bytes of one message; KB of the bundle.",
      base: "raw",
      rounds: await interleave(
        source,
        [...bundles.keys()],
        bench.rounds(9),
        async (name) => {
          const { ns = 0 } = await fresh(join(bench.dir, "probes/warm.mjs"), job(name));
          const { ns: bytes = 0 } = await fresh(join(bench.dir, "probes/allocation.mjs"), job(name), flags);
          return { ns: ns / length, bytes: bytes / length, kb: (bundles.get(name)?.[source]?.bytes ?? 0) / 1000 };
        },
        bench.leaveOut,
      ),
      columns: [
        { key: "ns", title: "ns", digits: 0, ratio: true },
        { key: "bytes", title: "B", digits: 0 },
        { key: "kb", title: "bundle KB", digits: 1 },
      ],
    };
  }
}
