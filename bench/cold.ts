import { join } from "node:path";
import { call } from "./calls.ts";
import type { Contestant } from "./contestants.ts";
import { fresh, interleave, write } from "./process.ts";
import type { Bench, Section } from "./section.ts";

/** Cold starts: a fresh process imports the bundle and answers one GET. */
export async function cold(contestants: ReadonlyMap<string, Contestant>, bench: Bench): Promise<Section> {
  const probe = join(bench.dir, "probes/cold.mjs");
  const jobs = new Map(
    [...contestants].map(([name, of]) => [
      name,
      write(bench.dir, { file: of("v2").file, events: { GET: call("v2", "GET") }, expect: { GET: '{"hello":"you"}' } }),
    ]),
  );
  const rounds = await interleave(
    "cold",
    [...jobs.keys()],
    bench.rounds(20),
    async (name) => {
      const { bytes = 0, gzip = 0 } = contestants.get(name)?.("v2") ?? {};
      return { kb: bytes / 1000, gzip: gzip / 1000, ...(await fresh(probe, jobs.get(name) ?? "")) };
    },
    bench.leaveOut,
  );
  return {
    title: "Cold start",
    note: "A fresh process imports the bundle and answers one `GET /hello/:name` of API Gateway (payload 2.0). CPU is from before the import to the reply; RSS is that after the reply; undici is 1 where the first request has loaded it.",
    base: "raw",
    rounds,
    columns: [
      { key: "kb", title: "KB", digits: 1 },
      { key: "gzip", title: "gzip KB", digits: 1 },
      { key: "import", title: "import ms", digits: 2 },
      { key: "first", title: "first response ms", digits: 2 },
      { key: "both", title: "both ms", digits: 2 },
      { key: "cpu", title: "CPU ms", digits: 2, ratio: true },
      { key: "rss", title: "RSS MB", digits: 1 },
      { key: "undici", title: "undici" },
    ],
  };
}
