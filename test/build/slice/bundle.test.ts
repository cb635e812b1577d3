import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { plan } from "../../../src/build/slice/index.ts";

const here = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** A module as people write them: every way to drag one function's code into another's bundle. */
const files: Record<string, string> = {
  [here("app.ts")]: `
    import { http, on, queue } from "unmoor";
    import { z } from "zod";
    import * as v from "valibot";
    import { Hono } from "hono";
    import { parse } from "./heavy.ts";
    import { traced } from "./helper.ts";
    import "./effect.ts";

    interface Store { put(key: string): void; find(key: string): string }
    const db: Store = connect("shared-store");
    function connect(name: string): Store {
      return { put() { throw new Error(name); }, find: () => name };
    }
    const Order = z.object({ id: z.string().describe("zod-order"), total: z.number() });
    const Paid = Order.extend({ paid: z.boolean().describe("zod-paid") });
    const Note = v.object({ text: v.pipe(v.string(), v.maxLength(100, "valibot-note")) });

    const guarded = (path: string, text: string, run: () => unknown) =>
      http(\`GET /\${path}\` as "GET /x", () => { throw new Error(text + run()); });

    const app = new Hono();
    app.use(async (_c, next) => { db.find("hono-use"); await next(); });
    app.get("/inside", (c) => c.text("hono-inside" + db.find("x")));
    app.post("/notes", async (c) => c.json(v.parse(Note, await c.req.json())));

    export const orders = queue("orders", { schema: Order });
    export const hello = http("GET /hello", () => { throw new Error("body-of-hello"); });
    export const fulfil = on(orders, async (event) => { throw new Error("body-of-fulfil" + event.id); });
    export const paid = on(queue("paid", { schema: Paid }), async () => { db.put("body-of-paid"); });
    export const thumbs = on(queue("uploads"), async () => { parse("body-of-thumbs"); });
    export const first = guarded("first", "body-of-first", () => db.find("first-key"));
    export const second = guarded("second", "body-of-second", () => { db.put("second-key"); });
    export const third = traced("third", () => db.put("body-of-third"));
    export const fourth = traced("fourth", () => db.put("body-of-fourth"));
    export const site = http("* /**", app.fetch);
    export * from "./more.ts";
    export default { fetch: app.fetch, text: "the-default" };
  `,
  [here("more.ts")]: `
    import { http } from "unmoor";
    import { z } from "zod";
    const More = z.object({ more: z.string().describe("zod-more") });
    export const more = http("GET /more", () => Response.json(More.parse({ more: "body-of-more" })));
    export const less = http("GET /less", () => { throw new Error("body-of-less"); });
  `,
  [here("helper.ts")]: `
    import { http } from "unmoor";
    export const traced = (name: string, run: () => void) => {
      console.log("defining", name);
      return http(\`GET /\${name}\` as "GET /x", () => { run(); throw new Error("body-of-traced"); });
    };
  `,
  [here("heavy.ts")]: `
    const table = new Map([["heavy-table", 1]]);
    table.set("x", 1);
    export const parse = (text: string) => table.get(text);
  `,
  [here("effect.ts")]: `Reflect.set(globalThis, "effect", "bare-effect");`,
};

async function bundle(name: string): Promise<string> {
  const slices = await plan(here("app.ts"), new Set([name]), {
    load: (id) => files[id] ?? "",
    resolve: (specifier) => (specifier.startsWith("./") ? here(specifier.slice(2)) : undefined),
  });
  const build = await rolldown({
    input: "unit",
    platform: "node",
    resolve: { conditionNames: ["source", "node", "import"] },
    plugins: [
      {
        name: "unit",
        resolveId: (id, importer) => {
          if (id === "unit") return here("unit.ts");
          return importer?.startsWith(here("")) && id.startsWith("./") ? here(id.slice(2)) : null;
        },
        load: (id) =>
          id === here("unit.ts") ? `export { ${name} } from "./app.ts";` : (slices.get(id)?.code ?? files[id] ?? null),
      },
    ],
  });
  const { output } = await build.generate({ format: "esm", minify: true });
  await build.close();
  return output[0].code;
}

/** Every piece of text that tells whose code is in a bundle. */
const marks = [
  ...["hello", "fulfil", "paid", "thumbs", "first", "second", "third", "fourth", "more", "less"].map(
    (name) => `body-of-${name}`,
  ),
  ...[
    "zod-order",
    "zod-paid",
    "zod-more",
    "valibot-note",
    "heavy-table",
    "hono-use",
    "hono-inside",
    "shared-store",
    "the-default",
    "bare-effect",
  ],
];

describe("a unit's bundle holds nothing of the others", () => {
  test.each<[unit: string, its: readonly string[]]>([
    ["hello", ["body-of-hello"]],
    ["fulfil", ["body-of-fulfil", "zod-order"]],
    ["paid", ["body-of-paid", "zod-order", "zod-paid", "shared-store"]],
    ["thumbs", ["body-of-thumbs", "heavy-table"]],
    ["first", ["body-of-first", "shared-store"]],
    ["second", ["body-of-second", "shared-store"]],
    ["third", ["body-of-third", "shared-store"]],
    ["site", ["valibot-note", "hono-use", "hono-inside", "shared-store"]],
    ["more", ["body-of-more", "zod-more"]],
    ["less", ["body-of-less"]],
  ])("%s", async (unit, its) => {
    const code = await bundle(unit);
    expect(marks.filter((mark) => code.includes(mark)).sort()).toEqual([...its, "bare-effect"].sort());
  });

  test("the smallest has neither schema library nor router in it", async () => {
    expect((await bundle("hello")).length).toBeLessThan(2000);
  });
});
