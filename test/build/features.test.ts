import { expect, test } from "vitest";
import { featureFlags } from "../../src/build/features.ts";
import { project } from "./project.ts";

const fn = { name: "fulfil", trigger: "queue", streaming: false } as const;

test("what none of a unit's functions uses is left out, and nothing else", () => {
  expect(featureFlags([{ functions: [fn] }])).toEqual({
    UNMOOR_NO_BATCHES: "true",
    UNMOOR_NO_DEAD_LETTERS: "true",
    UNMOOR_NO_LAYERS: "true",
    UNMOOR_NO_SCHEMAS: "true",
    UNMOOR_NO_SHARED_TIMER: "true",
    UNMOOR_NO_TIMEOUTS: "true",
  });
  const one = { functions: [fn, { ...fn, batch: 10, layers: true }] };
  const other = { functions: [{ ...fn, schema: true, timeoutMs: 1, deadLetter: true }] };
  const { UNMOOR_NO_SHARED_TIMER: _, ...flags } = featureFlags([one, other]);
  expect(new Set(Object.values(flags))).toEqual(new Set(["undefined"]));
});

test("the build knows middleware, schemas and time limits of every kind of function", async () => {
  using app = project({
    "functions.ts": `import { http, on, queue, task } from "unmoor";
const layer = { http: (r, c, next) => next(), event: (e, c, next) => next() };
const schema = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } };
export const a = http("GET /a", { use: [layer] }, () => new Response());
export const b = on(queue("b", { schema }), () => {});
export const c = on(queue("c"), { use: [layer], timeout: "5s" }, () => {});
export const d = http("GET /d", () => new Response());`,
  });
  const { manifest } = await app.build();
  const facts = manifest.targets.toy?.units.flatMap(({ functions }) => functions) ?? [];
  const said = Object.fromEntries(
    facts.map(({ name, layers, schema, timeoutMs }) => [name, { layers, schema, timeoutMs }]),
  );
  expect(said).toEqual({
    a: { layers: true },
    b: { schema: true },
    c: { layers: true, timeoutMs: 5000 },
    d: {},
  });
});

// The facts are of the build; a definition that depends on its surroundings can differ where it runs.
test("a bundle that is asked for what was left out fails, and skips nothing in silence", async () => {
  using app = project({
    "functions.ts": `import { on, queue } from "unmoor";
const layer = { event: (e, c, next) => next() };
export const work = on(queue("work"), globalThis.LATER ? { use: [layer] } : {}, () => {});`,
  });
  await app.build();
  (globalThis as { LATER?: boolean }).LATER = true;
  try {
    await expect(app.load("dist/toy/work/index.mjs")).rejects.toThrow("built without middleware");
  } finally {
    delete (globalThis as { LATER?: boolean }).LATER;
  }
});
