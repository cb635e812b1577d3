import { posix } from "node:path";
import { expect, test } from "vitest";
import { plan, type Wanted } from "../../../src/build/slice/index.ts";
import { left } from "./cut.ts";

/** Plans over files held in memory; packages are whatever does not begin with a dot. */
async function planned(files: Record<string, string>, wanted: Wanted): Promise<Record<string, string>> {
  const slices = await plan("/app/index.ts", wanted, {
    load: (id) => files[posix.relative("/app", id)] ?? Promise.reject(new Error(`no ${id}`)),
    resolve: async (specifier, importer) =>
      specifier.startsWith(".") ? posix.join(posix.dirname(importer), specifier) : undefined,
  });
  return Object.fromEntries([...slices].map(([id, slice]) => [posix.relative("/app", id), left(slice)]));
}

test("an export * is cut to the names wanted through it, over several modules", async () => {
  const files = {
    "index.ts": 'export * from "./orders.ts";\nexport * from "./users.ts";\nexport const own = 1;',
    "orders.ts": 'export * from "./deep.ts";\nexport const orders = 1;\nexport const refunds = 2;',
    "users.ts": 'import { z } from "zod";\nexport const users = z.object({});\nexport default users;',
    "deep.ts": "export const deep = 1;\nexport const deeper = 2;",
  };
  expect(await planned(files, new Set(["refunds", "deep"]))).toEqual({
    "index.ts": 'export * from "./orders.ts";\nexport * from "./users.ts";',
    "orders.ts": 'export * from "./deep.ts";\nexport const refunds = 2;',
    "users.ts": "",
    "deep.ts": "export const deep = 1;",
  });
});

test("renamed, default and namespace re-exports carry the name of the other module", async () => {
  const files = {
    "index.ts":
      'export { a as b, default as c } from "./x.ts";\nimport d, { e } from "./y.ts";\nexport { d, e as f };\nexport * as ns from "./z.ts";',
    "x.ts": "export const a = 1, b = 2;\nexport default 3;",
    "y.ts": "export const e = 1;\nexport default 2;",
    "z.ts": "export const p = 1;\nexport const q = 2;",
  };
  expect(await planned(files, new Set(["b", "f"]))).toEqual({
    "index.ts": 'export { a as b, } from "./x.ts";\nimport { e } from "./y.ts";\nexport { e as f };',
    "x.ts": "export const a = 1 ;",
    "y.ts": "export const e = 1;",
  });
  expect(await planned(files, new Set(["c", "ns"]))).toMatchObject({
    "x.ts": "export default 3;",
    "z.ts": files["z.ts"],
  });
});

test("a module that the slice does not reach is not in the plan", async () => {
  const files = {
    "index.ts": 'export { a } from "./a.ts";\nexport { b } from "./b.ts";',
    "a.ts": "export const a = 1;",
    "b.ts": "console.log(1);\nexport const b = 1;",
  };
  expect(Object.keys(await planned(files, new Set(["a"])))).toEqual(["index.ts", "a.ts"]);
});

test("what a module outside the chain imports from it is wanted too, and only that", async () => {
  const files = {
    "index.ts": 'import { help } from "./help.ts";\nexport * from "./orders.ts";\nexport const hello = () => help();',
    "help.ts": 'import { orders } from "./orders.ts";\nexport const help = () => orders;\nexport const unused = 1;',
    "orders.ts": "export const orders = 1;\nexport const refunds = 2;\nexport const other = 3;",
  };
  expect(await planned(files, new Set(["hello", "refunds"]))).toEqual({
    "index.ts": files["index.ts"],
    "orders.ts": "export const orders = 1;\nexport const refunds = 2;",
  });
  expect(
    await planned(
      { ...files, "help.ts": 'import * as all from "./orders.ts";\nexport const help = all;' },
      new Set(["hello"]),
    ),
  ).toMatchObject({
    "orders.ts": files["orders.ts"],
  });
});

test("a module outside the chain is bundled whole, so all that it imports is there", async () => {
  const files = {
    "index.ts": 'import { help } from "./help.ts";\nexport * from "./orders.ts";\nexport const hello = () => help();',
    "help.ts":
      'import { orders } from "./orders.ts";\nexport const help = () => 1;\nexport const unused = () => orders;',
    "orders.ts": "export const orders = 1;\nexport const refunds = 2;",
  };
  expect(await planned(files, new Set(["hello"]))).toMatchObject({ "orders.ts": "export const orders = 1;" });
});

test("an importer that the slice does not reach wants nothing", async () => {
  const files = {
    "index.ts": 'import { help } from "./help.ts";\nexport * from "./orders.ts";\nexport const hello = () => help();',
    "help.ts": 'import * as all from "./orders.ts";\nexport const help = () => all;',
    "orders.ts": "export const orders = 1;\nexport const refunds = 2;",
  };
  expect(await planned(files, new Set(["refunds"]))).toEqual({
    "index.ts": 'export * from "./orders.ts";',
    "orders.ts": "export const refunds = 2;",
  });
});

test("modules of the chain that import each other, in a cycle", async () => {
  const files = {
    "index.ts": 'export * from "./a.ts";\nexport * from "./b.ts";',
    "a.ts": 'import { b1 } from "./b.ts";\nexport const a1 = () => b1;\nexport const a2 = 2;\nexport const a3 = 3;',
    "b.ts": 'import { a2 } from "./a.ts";\nexport const b1 = () => a2;\nexport const b2 = 2;',
  };
  expect(await planned(files, new Set(["a1"]))).toEqual({
    "index.ts": files["index.ts"],
    "a.ts": "export const a1 = () => b1;\nexport const a2 = 2;".replace(/^/, 'import { b1 } from "./b.ts";\n'),
    "b.ts": 'import { a2 } from "./a.ts";\nexport const b1 = () => a2;',
  });
});

test("a module that imports the entry, or loads it lazily, gets what it asks for", async () => {
  const files = {
    "index.ts": 'export * from "./a.ts";\nexport const orders = 1;\nexport const other = 2;',
    "a.ts":
      'import { orders } from "./index.ts";\nexport const a = () => orders;\nexport const lazy = () => import("./index.ts");',
  };
  expect(await planned(files, new Set(["a"]))).toMatchObject({
    "index.ts": 'export * from "./a.ts";\nexport const orders = 1;',
  });
  expect(await planned(files, new Set(["lazy"]))).toMatchObject({ "index.ts": files["index.ts"] });
});

test("packages, styles and data are not looked into", async () => {
  const files = {
    "index.ts": 'export * from "pkg";\nimport data from "./data.json";\nimport "./style.css";\nexport const a = data;',
  };
  expect(await planned(files, new Set(["a"]))).toEqual({
    "index.ts": 'import data from "./data.json";\nimport "./style.css";\nexport const a = data;',
  });
});

test("a failing load or resolve fails the plan", async () => {
  await expect(planned({ "index.ts": 'export * from "./gone.ts";' }, new Set(["a"]))).rejects.toThrow(
    "no /app/gone.ts",
  );
});

test("modules are loaded and resolved once for all units of a build", async () => {
  const loads: string[] = [];
  const modules = {
    load: (id: string) => {
      loads.push(id);
      return id === "/a.ts" ? 'export * from "./b.ts"; export const a = 1;' : "export const b = 1;";
    },
    resolve: () => "/b.ts",
  };
  await Promise.all([plan("/a.ts", new Set(["a"]), modules), plan("/a.ts", new Set(["b"]), modules)]);
  await plan("/a.ts", "all", modules);
  expect(loads).toEqual(["/a.ts", "/b.ts"]);
});
