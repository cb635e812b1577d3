import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Project, project, root } from "./project.ts";
import { toyApp } from "./toy/app.ts";

/** One module with functions of several units; every marker must be in the units that use it and in no other. */
const APP = `import "effectful";
globalThis.marker_statement = 1;
import { z } from "zod";
import * as v from "valibot";
import { Hono } from "hono";
import { heavy } from "heavy";
import { http, on, queue } from "unmoor";
import { make } from "./make.ts";
import { unusedByKeep } from "./unsure.js";

const Order = z.object({ marker_zod: z.number() });
export const orders = queue("orders", { schema: Order });
export const fulfil = on(orders, async () => { throw new Error("marker_fulfil"); });

const Note = v.object({ marker_valibot: v.string() });
export const notes = queue("notes", { schema: Note });
export const keep = on(notes, async () => { throw new Error("marker_keep"); });

const app = new Hono();
app.get("/marker_hono", (c) => c.text("hono"));
export const site = http("* /site/**", app.fetch);

export const made = make("marker_made");
export const weigh = on(queue("weights"), async () => { heavy(); throw new Error("marker_weigh"); });
export const careful = on(queue("careful"), async () => { unusedByKeep(); throw new Error("marker_careful"); });
`;

const FILES = {
  "functions.ts": APP,
  "make.ts": `import { on, queue } from "unmoor";
export const make = (name: string) => on(queue(name), async () => { throw new Error("marker_helper " + name); });`,
  "unsure.js":
    'globalThis.marker_unsure_local = 1; export const unusedByKeep = () => { globalThis.x = "marker_unused"; };',
  "node_modules/heavy/package.json": '{"name":"heavy","type":"module","main":"index.js"}',
  "node_modules/heavy/index.js": `const table = Object.freeze(new Array(3).fill("marker_heavy ${"x".repeat(5000)}")); globalThis.marker_heavy_effect = table; export const heavy = () => table;`,
  "node_modules/effectful/package.json": '{"name":"effectful","type":"module","main":"index.js"}',
  "node_modules/effectful/index.js": 'import "deep";\nglobalThis.marker_effectful = true; export const nothing = 1;',
  "node_modules/deep/package.json": '{"name":"deep","main":"index.js"}',
  "node_modules/deep/index.js": "globalThis.marker_deep = true;",
};
const make = (): Project => project(FILES, ["zod", "valibot", "hono"]);

/** Marker → units whose bundle holds it. */
const MARKERS: Record<string, string[]> = {
  marker_zod: ["fulfil"],
  marker_fulfil: ["fulfil"],
  marker_valibot: ["keep"],
  marker_keep: ["keep"],
  marker_hono: ["http"],
  marker_made: ["made"],
  marker_helper: ["made"],
  marker_heavy: ["weigh"],
  marker_weigh: ["weigh"],
  marker_careful: ["careful"],
  marker_unused: ["careful"],
  marker_unsure_local: ["careful"],
  // A bare import must run everywhere.
  marker_effectful: ["careful", "fulfil", "http", "keep", "made", "weigh"],
  marker_statement: ["careful", "fulfil", "http", "keep", "made", "weigh"],
  marker_deep: ["careful", "fulfil", "http", "keep", "made", "weigh"],
};

test("a unit's bundle holds what it reaches and nothing of another unit", async () => {
  using app = make();
  const { manifest, warnings } = await app.build();
  const units = manifest.targets.toy?.units ?? [];
  const holders = (marker: string): string[] =>
    units
      .filter(({ file }) => app.read(`dist/toy/${file}`).includes(marker))
      .map(({ name }) => name)
      .sort();
  expect(Object.fromEntries(Object.keys(MARKERS).map((marker) => [marker, holders(marker)]))).toEqual(MARKERS);
  const owners = Object.fromEntries(units.map(({ name, sizes }) => [name, Object.keys(sizes)]));
  expect(owners.keep).toContain("valibot");
  for (const [name, packages] of Object.entries(owners)) {
    expect([name, packages.includes("zod")]).toEqual([name, name === "fulfil"]);
    expect([name, packages.includes("hono")]).toEqual([name, name === "http"]);
    expect([name, packages.includes("valibot")]).toEqual([name, name === "keep"]);
    expect([name, packages.includes("heavy")]).toEqual([name, name === "weigh"]);
  }
  // What stays for its side effects alone is reported with the chain that brought it.
  expect(warnings).toContain(
    'the package "deep" is in toy made for its side effects alone: functions.ts → effectful → deep',
  );
  expect(warnings).toContain(
    'the package "effectful" is in toy made for its side effects alone: functions.ts → effectful',
  );
  expect(warnings).toContain(
    "functions.ts:2 runs in every unit, since no function stands for it: globalThis.marker_statement = 1;",
  );
  expect(warnings.filter((warning) => /zod|hono|valibot|heavy/.test(warning))).toEqual([]);
});

test("a CommonJS package that is used is not reported, however it is imported", async () => {
  const cjs = (name: string, more = ""): Record<string, string> => ({
    [`node_modules/${name}/package.json`]: `{"name":"${name}","main":"i.js"}`,
    [`node_modules/${name}/i.js`]: `${more}module.exports = () => "${name}"; module.exports.x = 1; globalThis.${name} = 1;`,
  });
  using app = project({
    "functions.js": `import { http } from "unmoor";
import def from "one"; import * as all from "two"; import { x } from "three"; import "four"; import five from "five";
import { lazy } from "./lazy.js";
export const a = http("GET /", () => new Response(def() + all.x + x + lazy + five.x));`,
    "lazy.js": 'import unused from "six"; export const lazy = 1;',
    ...cjs("one"),
    ...cjs("two"),
    ...cjs("three"),
    ...cjs("four"),
    ...cjs("five", 'require("seven");'),
    ...cjs("six"),
    ...cjs("seven"),
  });
  expect((await app.build({ entry: "functions.js" })).warnings).toEqual([
    'the package "four" is in toy http for its side effects alone: functions.js → four',
  ]);
});

test("one app of many units has a lazy chunk a unit, each with its own part", async () => {
  using app = make();
  const { manifest } = await app.build({ adapters: { toy: async () => ({ toyApp }) } });
  const files = app.list("dist/toy/app/chunks").filter((name) => name.endsWith(".mjs"));
  const only = (marker: string): number =>
    files.filter((name) => app.read(`dist/toy/app/chunks/${name}`).includes(marker)).length;
  for (const marker of Object.keys(MARKERS))
    expect([marker, only(marker)]).toEqual([marker, marker === "marker_statement" ? 6 : 1]);
  const chunk = (marker: string): string | undefined =>
    files.find((name) => app.read(`dist/toy/app/chunks/${name}`).includes(marker));
  for (const [a, b] of [
    ["marker_keep", "marker_fulfil"],
    ["marker_hono", "marker_weigh"],
    ["marker_made", "marker_careful"],
  ] as const)
    expect(chunk(a)).not.toBe(chunk(b));
  const sizes = Object.fromEntries(manifest.targets.toy?.units.map(({ name, bytes }) => [name, bytes]) ?? []);
  expect(sizes.fulfil).toBeGreaterThan((sizes.keep ?? 0) + 20_000);
  const loaded = (await app.load("dist/toy/app/index.mjs")) as Record<string, (x: unknown) => Promise<unknown>>;
  expect(await loaded.http?.(["GET", "/site/marker_hono", [], ""])).toMatchObject([
    404,
    expect.anything(),
    expect.anything(),
  ]);
  expect(await loaded.keep?.({ notes: ["x"] })).toEqual([]);
});

test("a module that others import, too, has one copy in an app of many units", async () => {
  using app = project({
    "functions.ts": `import { http, on, queue } from "unmoor";
import { seen } from "./seen.ts";
export const count = { value: 0 };
export const hit = http("GET /hit", () => new Response(String(seen())));
export const note = on(queue("notes"), async () => { seen(); });`,
    "seen.ts": 'import { count } from "./functions.ts";\nexport const seen = () => ++count.value;',
  });
  await app.build({ adapters: { toy: async () => ({ toyApp }) } });
  const loaded = (await app.load("dist/toy/app/index.mjs")) as Record<string, (x: unknown) => Promise<unknown>>;
  await loaded.note?.({ notes: ["a"] });
  expect(await loaded.http?.(["GET", "/hit", [], ""])).toMatchObject([200, expect.anything(), "2"]);
});

test("functions re-exported from other modules are sliced there", async () => {
  // The helper's calls are nothing that the bundler could drop by itself.
  using app = project({
    "functions.ts": 'export * from "./orders.ts";\nexport { b as second } from "./rest.ts";',
    "make.ts":
      'import { on, queue } from "unmoor";\nexport const make = (name: string) => { globalThis.dispatchEvent?.(new Event(name)); return on(queue(name), () => {}); };',
    "orders.ts":
      'import { make } from "./make.ts";\nexport const first = make("marker_first");\nexport const third = make("marker_third");',
    "rest.ts":
      'import { make } from "./make.ts";\nexport const b = make("marker_second");\nexport const c = make("marker_fourth");',
  });
  await app.build();
  const held = ["first", "second", "third"].map((name) => [
    name,
    app.read(`dist/toy/${name}/index.mjs`).match(/marker_(first|second|third|fourth)/g),
  ]);
  expect(held).toEqual([
    ["first", ["marker_first"]],
    ["second", ["marker_second"]],
    ["third", ["marker_third"]],
  ]);
});

test("an entry behind a symbolic link is sliced all the same", async () => {
  using app = project(
    {
      "real/functions.ts": APP,
      ...Object.fromEntries(
        Object.entries(FILES).map(([name, text]) => [
          name.startsWith("node") ? name : `real/${name}`,
          name === "functions.ts" ? APP : text,
        ]),
      ),
    },
    ["zod", "valibot", "hono"],
  );
  symlinkSync(join(app.dir, "real"), join(app.dir, "linked"));
  await app.build({ entry: "linked/functions.ts" });
  expect(app.read("dist/toy/keep/index.mjs")).not.toMatch(/marker_zod|marker_hono|marker_heavy/);
});

const sources = [["its TypeScript sources", true] as const];
const dist = existsSync(join(root, "dist/index.js"));
if (!dist) console.warn("dist is not built: definitions are tried from the sources only");
describe.each(dist ? [...sources, ["the built dist", false] as const] : sources)("with unmoor from %s", (_, source) => {
  test("definitions with bodies that throw leave the units that do not use them", async () => {
    using app = project({
      "lib.ts": `import { http, on, queue, provide } from "unmoor";
export const a = http("GET /a", { use: [provide("a", () => { throw new Error("marker_provide"); })] }, () => { throw new Error("marker_a"); });
export const b = on(queue("b"), { deadLetter: () => { throw new Error("marker_dead"); } }, () => { throw new Error("marker_b"); });`,
      // The bundler's work and not the slicer's: the module is no entry module.
      "functions.ts":
        'import { on, queue } from "unmoor";\nimport { a, b } from "./lib.ts";\nexport const one = on(queue("q"), async () => { throw new Error("marker_one"); });\nexport const lib = { a, b };',
    });
    await app.build({ source });
    const code = app.read("dist/toy/one/index.mjs");
    expect(code).toContain("marker_one");
    expect(code).not.toMatch(/marker_(a|b|provide|dead)/);
  });
});
