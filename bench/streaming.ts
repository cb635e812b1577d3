import { join } from "node:path";
import { call } from "./calls.ts";
import { type Contestant, peers } from "./contestants.ts";
import { fresh, interleave, write } from "./process.ts";
import type { Bench, Section } from "./section.ts";
import { build } from "./unmoor.ts";

/** Lambda's response streaming: ten chunks into a sink that takes them at once. */
export async function streaming(bench: Bench): Promise<Section> {
  const contestants = new Map<string, Contestant>();
  for (const fetch of ["light", "native"] as const) {
    const sets = ["http=function-url", `fetch=${fetch}`];
    const made = await build("streams/unmoor.ts", join(bench.dir, `streams-${fetch}`), "aws", sets);
    contestants.set(`unmoor, ${fetch}`, () => made);
  }
  for (const [name, of] of await peers("streams", bench)) contestants.set(name, of);
  const probe = join(bench.dir, "probes/warm.mjs");
  const events = { stream: call("v2", "stream", "/stream", "abc.lambda-url.eu-central-1.on.aws") };
  const rounds = await interleave(
    "streaming",
    [...contestants.keys()],
    bench.rounds(9),
    (name) =>
      fresh(
        probe,
        write(bench.dir, {
          file: contestants.get(name)?.("v2").file ?? "",
          events,
          expect: { stream: "chunk 9" },
          streaming: true,
          budget: bench.budget,
        }),
      ),
    bench.leaveOut,
  );
  return {
    title: "Lambda response streaming",
    note: "`GET /stream` through `awslambda.streamifyResponse` into a Node `Writable`, ten chunks of 64 bytes; CPU of one call, nanoseconds. Making and ending the `Writable` is in every row.",
    base: "raw",
    rounds,
    columns: [{ key: "stream", title: "ns", digits: 0, ratio: true }],
  };
}
