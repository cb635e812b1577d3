import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { adapters } from "unmoor/adapters";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as hello from "../../examples/hello/functions.ts";
import { type BuildResult, build } from "../../src/build/index.ts";
import { root } from "./project.ts";

const targets = Object.keys(adapters).filter((name) => name !== "memory");
const out = mkdtempSync(join(tmpdir(), "unmoor-providers-"));
let result: BuildResult;
beforeAll(async () => {
  const entry = join(root, "examples/hello/functions.ts");
  result = await build({ entry, targets, adapters, out: join(out, "dist"), name: "hello", source: true });
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

test("the four clouds and Node are targets", () => {
  expect(targets).toEqual(["aws", "gcp", "azure", "vercel", "node"]);
  expect(result.warnings).toEqual([]);
});

test.each(targets)("%s gets one unit of all HTTP functions", (target) => {
  const [unit, ...others] = result.manifest.targets[target]?.units ?? [];
  expect(others).toEqual([]);
  expect(unit).toMatchObject({ name: "http", trigger: "http" });
  expect(unit?.functions.map(({ name }) => name).sort()).toEqual(Object.keys(hello).sort());
  expect(existsSync(join(out, "dist", target, unit?.file ?? ""))).toBe(true);
});

test.each(targets)("%s has nothing of another provider in its bundle", (target) => {
  const folder = join(out, "dist", target);
  const maps = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".map"));
  const sources = maps.flatMap((file) =>
    (JSON.parse(readFileSync(join(folder, file), "utf8")) as { sources: string[] }).sources.map((source) =>
      join(folder, dirname(file), source),
    ),
  );
  const providers = new Set(sources.flatMap((source) => /[\\/]adapters[\\/](\w+)[\\/]/.exec(source)?.[1] ?? []));
  expect([...providers]).toEqual([target]);
  expect(
    sources.filter((source) => /rou3|[\\/](testing|build|inverse)[\\/]|emit\.ts|\.\.?[\\/]rolldown/.test(source)),
  ).toEqual([]);
});

test.each(targets)("what lies in %s is what the manifest says", (target) => {
  const folder = join(out, "dist", target);
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 1));
  expect(found.sort()).toEqual(Object.keys(result.manifest.targets[target]?.files ?? {}).sort());
});
