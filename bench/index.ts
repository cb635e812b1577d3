import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { bundle, here } from "./bundle.ts";
import type { Line } from "./growth.ts";
import { install, versions } from "./install.ts";
import type { Bench, Section } from "./section.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    out: { type: "string", default: join(here, "../docs") },
  },
});
const began = new Date();
const { quick, out } = values;
const wanted = values.only?.split(",");
const is = (name: string): boolean => wanted?.includes(name) ?? true;

install();
// What ships is measured, not what is written.
execFileSync("npm", ["exec", "--", "tsup", "--silent"], { cwd: join(here, ".."), stdio: "inherit" });

// Inside the folder, so that `unmoor` and the peers resolve; with a dot, so that nobody's `include` finds it.
const dir = mkdtempSync(join(here, ".generated-"));
const left = new Map<string, string>([
  ["nitro, nitropack", "are build tools with an entry of their own: what they emit cannot be bundled the same way"],
  ["@multicloud", "3.5 MB and 135 MB of RSS when it was last measured, by hand"],
  ["@middy/event-batch-response", "is not in the npm registry; @middy/sqs-partial-batch-failure stands in"],
]);
const bench: Bench = {
  dir,
  quick,
  budget: quick ? 15_000 : 40_000,
  rounds: (full) => (quick ? Math.ceil(full / 5) : full),
  leaveOut(name, reason) {
    left.set(name, reason);
    console.log(`left out: ${name}: ${reason}`);
  },
};

try {
  for (const file of readdirSync(join(here, "probes")))
    await bundle(join(here, "probes", file), join(dir, "probes", `${basename(file, ".ts")}.mjs`));
  const { table, markdown } = await import("./report.ts");
  const sections: Section[] = [];
  let growth: readonly Line[] = [];
  mkdirSync(out, { recursive: true });
  // After each step: a run of half an hour that is cut off has still said something.
  const report = (): void => {
    const remarks = readFileSync(join(here, "remarks.md"), "utf8");
    const text = markdown({ sections, growth, left, versions: versions(), began, quick, remarks });
    writeFileSync(join(out, "performance.md"), text);
  };
  const put = (...made: readonly Section[]): void => {
    for (const section of made) console.log(`\n${section.title}\n${table(section)}`);
    sections.push(...made);
    report();
  };
  if (["cold", "warm", "allocation"].some(is)) {
    const { peers, unmoorHttp } = await import("./contestants.ts");
    const contestants = new Map([...(await unmoorHttp(bench)), ...(await peers("peers", bench))]);
    if (is("cold")) put(await (await import("./cold.ts")).cold(contestants, bench));
    if (is("warm")) for await (const each of (await import("./warm.ts")).warm(contestants, bench)) put(each);
    if (is("allocation")) put(await (await import("./allocation.ts")).allocation(contestants, bench));
  }
  if (is("streaming")) put(await (await import("./streaming.ts")).streaming(bench));
  if (is("batches")) for await (const each of (await import("./batches.ts")).batches(bench)) put(each);
  if (is("builds")) put(await (await import("./builds.ts")).builds(bench));
  if (is("server")) put(await (await import("./server.ts")).server(bench));
  if (is("growth")) {
    growth = await (await import("./growth.ts")).growth(bench);
    writeFileSync(join(out, "growth.svg"), (await import("./plot.ts")).plot(growth));
  }
  report();
  console.log(`\nwritten: ${join(out, "performance.md")}`);
} finally {
  rmSync(dir, { recursive: true });
}
