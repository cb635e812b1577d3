import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { here } from "./bundle.ts";
import { batch, call } from "./calls.ts";
import { fresh, interleave, write } from "./process.ts";
import type { Bench } from "./section.ts";
import { column, type Spread } from "./statistics.ts";
import { build } from "./unmoor.ts";

/** One line of the plot. */
export interface Line {
  readonly name: string;
  /** What is counted along x. */
  readonly of: "routes" | "records";
  readonly unit: string;
  readonly points: readonly (Spread & { readonly x: number })[];
}

const ROUTES = [1, 10, 100, 1000];
const RECORDS = [1, 10, 100, 1000, 10_000];

/** How cost grows with the routes of a unit and with the records of a batch. */
export async function growth(bench: Bench): Promise<readonly Line[]> {
  return [...(await byRoutes(bench)), ...(await byRecords(bench))];
}

async function byRoutes(bench: Bench): Promise<readonly Line[]> {
  const jobs = new Map<string, string>();
  const bytes = new Map<string, number>();
  // Beside the peers, where `unmoor` is found.
  mkdirSync(bench.dir, { recursive: true });
  for (const count of ROUTES) {
    const entry = join(bench.dir, `routes-${count}.ts`);
    const one = (_: unknown, i: number): string =>
      `export const f${i} = http("GET /area${i % 25}/thing${i}/:id", (request, { params }) => Response.json({ hello: params.id }));`;
    writeFileSync(entry, `import { http } from "unmoor";\n${Array.from({ length: count }, one).join("\n")}\n`);
    const made = await build(entry, join(bench.dir, `routes-${count}`), "aws", ["fetch=light"]);
    const last = count - 1;
    const events = { GET: call("v2", "GET", `/area${last % 25}/thing${last}/you`) };
    bytes.set(String(count), made.bytes);
    jobs.set(
      String(count),
      write(bench.dir, { file: made.file, events, expect: { GET: '{"hello":"you"}' }, budget: bench.budget }),
    );
  }
  const rounds = await interleave(
    "growth by routes",
    [...jobs.keys()],
    bench.rounds(7),
    async (count) => {
      const job = jobs.get(count) ?? "";
      const { cpu = 0 } = await fresh(join(bench.dir, "probes/cold.mjs"), job);
      const { GET = 0 } = await fresh(join(bench.dir, "probes/warm.mjs"), job);
      return { cpu, warm: GET / 1000, kb: (bytes.get(count) ?? 0) / 1000 };
    },
    bench.leaveOut,
  );
  const line = (key: string, name: string, unit: string): Line => ({
    name,
    of: "routes",
    unit,
    points: ROUTES.map((x) => ({ x, ...column(rounds.get(String(x)), key) })),
  });
  return [
    line("cpu", "cold start, CPU", "ms"),
    line("warm", "warm GET of the last route, CPU", "µs"),
    line("kb", "bundle", "KB"),
  ];
}

async function byRecords(bench: Bench): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const [source, unit] of [
    ["SQS", "orders"],
    ["Kinesis", "clicks"],
  ] as const) {
    const { file } = await build(
      join(here, "batches/unmoor.ts"),
      join(bench.dir, `records-${source}`),
      "aws",
      [],
      unit,
    );
    const jobs = new Map(
      RECORDS.map((count) => [
        String(count),
        write(bench.dir, { file, events: { all: batch(source, count) }, expect: { all: "" }, budget: bench.budget }),
      ]),
    );
    const rounds = await interleave(
      `growth by records of ${source}`,
      [...jobs.keys()],
      bench.rounds(5),
      (count) => fresh(join(bench.dir, "probes/warm.mjs"), jobs.get(count) ?? ""),
      bench.leaveOut,
    );
    const points = RECORDS.map((x) => {
      const { low, median, high } = column(rounds.get(String(x)), "all");
      return { x, low: low / 1000, median: median / 1000, high: high / 1000 };
    });
    lines.push({ name: `a batch of ${source}, CPU`, of: "records", unit: "µs", points });
  }
  return lines;
}
