import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { here } from "./bundle.ts";
import { interleave } from "./process.ts";
import type { Bench, Section } from "./section.ts";
import type { Numbers } from "./statistics.ts";
import { cli } from "./unmoor.ts";

const run = promisify(execFile);
const OURS = join(here, "..");

/** The command of a development dependency of ours, from its package's own description. */
function commandOf(name: string): string {
  const manifest = join(OURS, "node_modules", name, "package.json");
  const { bin } = createRequire(manifest)(manifest) as { bin: string | Record<string, string> };
  return join(dirname(manifest), typeof bin === "string" ? bin : (bin[name] as string));
}

/** Whole processes that build the small app, from the start of Node on. */
export async function builds(bench: Bench): Promise<Section> {
  const cwd = join(bench.dir, "small");
  mkdirSync(join(cwd, "node_modules"), { recursive: true });
  writeFileSync(join(cwd, "package.json"), '{"name":"small","type":"module"}');
  writeFileSync(
    join(cwd, "functions.ts"),
    `import { Hono } from "hono";
import { http } from "unmoor";
const app = new Hono();
app.get("/hello/:name", (c) => c.json({ hello: c.req.param("name") }));
export const site = http("* /**", app.fetch);
`,
  );
  for (const [name, place] of [
    ["unmoor", OURS],
    ["hono", join(here, "node_modules/hono")],
    ["@azure", join(OURS, "node_modules/@azure")],
  ] as const)
    if (!existsSync(join(cwd, "node_modules", name))) symlinkSync(place, join(cwd, "node_modules", name), "dir");
  const flat = ["functions.ts", "--format", "esm", "--minify", "--platform", "node"];
  const unmoor = (...targets: string[]): string[] => [cli, "build", "functions.ts", "-q", "--target", targets.join()];
  const commands: Readonly<Record<string, readonly string[]>> = {
    node: ["-e", "0"],
    "unmoor, one target": unmoor("aws"),
    "unmoor, four targets": unmoor("aws", "gcp", "azure", "vercel"),
    rolldown: [commandOf("rolldown"), ...flat, "--dir", "dist"],
    esbuild: [
      commandOf("esbuild"),
      "functions.ts",
      "--bundle",
      ...flat.slice(1).map(glued).filter(Boolean),
      "--outdir=dist",
    ],
    tsup: [commandOf("tsup"), ...flat, "--no-config", "--silent"],
  };
  const measure = async (name: string): Promise<Numbers> => {
    rmSync(join(cwd, "dist"), { recursive: true, force: true });
    const began = performance.now();
    // The shell knows what its children used, and theirs.
    const { stdout } = await run(
      "sh",
      ["-c", '"$@" >/dev/null && times', "sh", process.execPath, ...(commands[name] ?? [])],
      {
        cwd,
        env: { ...process.env, NODE_OPTIONS: "" },
      },
    );
    const wall = performance.now() - began;
    const cpu = [...(stdout.trim().split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)]
      .map(([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000)
      .reduce((a, b) => a + b, 0);
    return { wall, cpu };
  };
  const rounds = await interleave("builds", Object.keys(commands), bench.rounds(9), measure, bench.leaveOut);
  // After the start of Node, as the target is put.
  const floor = rounds.get("node") ?? [];
  for (const [name, list] of rounds)
    rounds.set(
      name,
      list.map(({ wall = 0, cpu = 0 }, i) => ({
        wall,
        cpu,
        after: wall - (floor[i]?.wall ?? 0),
        work: cpu - (floor[i]?.cpu ?? 0),
      })),
    );
  return {
    title: "Building the small app",
    note: "A Hono app behind one route; whole processes with all their threads and children. “After” is without the start of Node in the same round.",
    base: "rolldown",
    rounds,
    columns: [
      { key: "wall", title: "wall ms", digits: 0 },
      { key: "after", title: "wall after start ms", digits: 0 },
      { key: "cpu", title: "CPU ms", digits: 0, ratio: true },
      { key: "work", title: "CPU after start ms", digits: 0 },
    ],
  };
}

/** `--format`, `esm` → `--format=esm`, as esbuild takes it. */
function glued(flag: string, at: number, flags: readonly string[]): string {
  if (!flag.startsWith("--")) return "";
  const value = flags[at + 1];
  return value && !value.startsWith("--") ? `${flag}=${value}` : flag;
}
