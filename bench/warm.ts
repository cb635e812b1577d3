import { join } from "node:path";
import { call, type Route, routes, shapes } from "./calls.ts";
import type { Contestant } from "./contestants.ts";
import { fresh, interleave, write } from "./process.ts";
import type { Bench, Section } from "./section.ts";
import type { Numbers } from "./statistics.ts";

export const expected: Readonly<Record<Route, string>> = {
  GET: '{"hello":"you"}',
  POST: '{"list":[{"id":0,"name":"item 0"}',
  stream: "chunk 9",
};

/** Warm calls: CPU of a call by shape and route, each contestant in a fresh process a round. */
export async function* warm(contestants: ReadonlyMap<string, Contestant>, bench: Bench): AsyncGenerator<Section> {
  const probe = join(bench.dir, "probes/warm.mjs");
  for (const shape of shapes) {
    const some = shape === "v2" || !bench.quick ? routes : routes.slice(0, 1);
    const events = Object.fromEntries(some.map((route) => [route, call(shape, route)]));
    const measure = (name: string): Promise<Numbers> => {
      const { file = "" } = contestants.get(name)?.(shape) ?? {};
      return fresh(probe, write(bench.dir, { file, events, expect: expected, budget: bench.budget }));
    };
    // hattip's adapter knows the payload 2.0 only, and says so.
    const names = [...contestants.keys()].filter((name) => shape === "v2" || name !== "hattip");
    yield {
      title: `Warm calls, ${{ v2: "API Gateway payload 2.0", v1: "API Gateway payload 1.0", alb: "load balancer" }[shape]}`,
      note: "CPU of one call, nanoseconds, all threads of the process; the event is parsed outside of it.",
      base: "raw",
      rounds: await interleave(`warm ${shape}`, names, bench.rounds(shape === "v2" ? 9 : 5), measure, bench.leaveOut),
      columns: some.map((key) => ({
        key,
        title: `${key === "stream" ? "buffered stream" : key} ns`,
        digits: 0,
        ratio: true,
      })),
    };
  }
}
