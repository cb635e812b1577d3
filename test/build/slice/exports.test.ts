import { describe, expect, test } from "vitest";
import { slice } from "../../../src/build/slice/index.ts";
import { cut } from "./cut.ts";

describe("every form of export", () => {
  test.each<[title: string, code: string, wanted: string, left: string]>([
    ["a constant", "export const a = 1;\nexport const b = 2;", "b", "export const b = 2;"],
    ["one declarator of several", "export const a = 1, b = 2, c = 3;", "b", "export const b = 2 ;"],
    [
      "the last declarator, with a comment between",
      "export const a = 1, // one\n  b = 2;",
      "b",
      "export const\nb = 2;",
    ],
    [
      "all names of one pattern",
      "export const { a, ...b } = make();\nfunction make() {}",
      "b",
      "export const { a, ...b } = make();\nfunction make() {}",
    ],
    [
      "an array pattern with holes and defaults",
      "const one = 1;\nexport const [, a = one] = [];\nexport const b = 2;",
      "a",
      "const one = 1;\nexport const [, a = one] = [];",
    ],
    [
      "a function and its overloads",
      "export function a(x: string): void;\nexport function a(x: unknown) {}\nexport function b(x: string): void;\nexport function b(x: unknown) {}",
      "b",
      "export function b(x: string): void;\nexport function b(x: unknown) {}",
    ],
    ["a list, renamed", "const a = 1, b = 2;\nexport { a as x, b as y };", "y", "const b = 2;\nexport { b as y };"],
    [
      "a list, the last one renamed to a string",
      "const a = 1;\nconst b = 2;\nexport { a, b as 'y z' };",
      "y z",
      "const b = 2;\nexport { b as 'y z' };",
    ],
    [
      "the default expression",
      "const a = 1;\nexport default a;\nexport const b = 2;",
      "default",
      "const a = 1;\nexport default a;",
    ],
    [
      "another than the default expression",
      "const a = 1;\nexport default { a };\nexport const b = 2;",
      "b",
      "export const b = 2;",
    ],
    [
      "the default function, named",
      "export default function a() { return b }\nconst b = 1;\nexport const c = a;",
      "c",
      "export default function a() { return b }\nconst b = 1;\nexport const c = a;",
    ],
    [
      "the default function, anonymous",
      "export default function () {}\nexport const c = 1;",
      "c",
      "export const c = 1;",
    ],
    [
      "the default class, anonymous",
      "const base = class {};\nexport default class extends base {}\nexport const c = 1;",
      "default",
      "const base = class {};\nexport default class extends base {}",
    ],
    [
      "the default as a name",
      "const a = 1;\nexport { a as default };\nexport const b = 1;",
      "default",
      "const a = 1;\nexport { a as default };",
    ],
    ["a re-export", "export { a, b as c, default } from './x.ts';", "c", "export { b as c, } from './x.ts';"],
    ["no re-export", "export { a } from './x.ts';\nexport const b = 1;", "b", "export const b = 1;"],
    [
      "an imported name",
      "import { a, b, type C } from './x.ts';\nexport { a, b };",
      "b",
      "import { b, } from './x.ts';\nexport { b };",
    ],
    [
      "an imported default",
      "import a, { b } from './x.ts';\nexport { a, b };",
      "a",
      "import a, { } from './x.ts';\nexport { a, };",
    ],
    [
      "an import without its default",
      "import a, { b } from './x.ts';\nexport { a, b };",
      "b",
      "import { b } from './x.ts';\nexport { b };",
    ],
    [
      "an import without its namespace",
      "import a, * as all from './x.ts';\nexport { a, all };",
      "a",
      "import a from './x.ts';\nexport { a, };",
    ],
    [
      "an import without its default, with a comment",
      "import a /* , */ , * as all from './x.ts';\nexport { a, all };",
      "all",
      "import /* , */ * as all from './x.ts';\nexport { all };".replace("/* , */ ", ""),
    ],
    [
      "a namespace re-export",
      "export * as ns from './x.ts';\nexport * as other from './y.ts';",
      "ns",
      "export * as ns from './x.ts';",
    ],
    ["no star when the name is here", "export * from './x.ts';\nexport const a = 1;", "a", "export const a = 1;"],
    [
      "the star when the name is not here",
      "export * from './x.ts';\nexport const a = 1;",
      "b",
      "export * from './x.ts';",
    ],
    [
      "an enum and a namespace of one name",
      "export enum A { one }\nexport namespace A { export const two = A.one }\nexport enum B { one }",
      "A",
      "export enum A { one }\nexport namespace A { export const two = A.one }",
    ],
    [
      "an alias of a namespace",
      "namespace N { export const a = 1 }\nexport import x = N.a;\nexport const b = 2;",
      "x",
      "namespace N { export const a = 1 }\nexport import x = N.a;",
    ],
    [
      "an import by require",
      "import fs = require('node:fs');\nimport os = require('node:os');\nexport const a = fs, b = os;",
      "a",
      "import fs = require('node:fs');\nexport const a = fs ;",
    ],
    [
      "a decorated class",
      "import { dec } from 'dec';\n@dec export class A { @dec a = 1 }\n@dec export class B { @dec a = 1 }",
      "A",
      "import { dec } from 'dec';\n@dec export class A { @dec a = 1 }",
    ],
    [
      "using",
      "export const b = 1;\nusing a = open();\nfunction open() { return null }\nexport { a };",
      "a",
      "using a = open();\nfunction open() { return null }\nexport { a };",
    ],
    [
      "declarations of types stay where they are",
      "declare const a: number;\ninterface B {}\ntype C = B;\nexport type { C };\nimport type D from 'd';\nexport const e = 1;",
      "e",
      "declare const a: number;\ninterface B {}\ntype C = B;\nexport type { C };\nimport type D from 'd';\nexport const e = 1;",
    ],
  ])("%s", (_, code, wanted, left) => expect(cut(code, [wanted])).toBe(left));

  test("JSX keeps its component and what the classic runtime calls", () => {
    const code =
      "import React from 'react';\nimport { A, B } from './parts.tsx';\nexport const a = () => <A.x b={1} />;\nexport const b = <B />;\nexport const c = 1;";
    expect(cut(code, ["a"], "app.tsx")).toBe(
      "import React from 'react';\nimport { A, } from './parts.tsx';\nexport const a = () => <A.x b={1} />;",
    );
    expect(cut(code, ["c"], "app.tsx")).toBe("export const c = 1;");
  });

  test("all exports are told, wanted or not, types aside", () => {
    const code =
      "export const a = 1, { b, c: [d] } = {};\nexport type T = 1;\nexport { x as y, z } from 'x';\nexport * from 'y';\nexport default 1;\ninterface I {}\nexport { I };";
    expect(slice(code, new Set(["a", "q"]), { id: "a.ts" })).toMatchObject({
      exports: ["a", "b", "d", "y", "z", "default"],
      missing: ["q"],
    });
  });

  test("all wanted is the module as it is", () => {
    const code = "import 'x';\nexport const a = 1;\nconsole.log(a)";
    expect(slice(code, "all", { id: "a.ts" })).toMatchObject({ code, effects: [{ line: 3, text: "console.log(a)" }] });
  });

  test("what is left is told: imports, re-exports and their names", () => {
    const code =
      "import a, { b as c, d } from 'x';\nimport * as e from 'y';\nimport 'z';\nimport { f } from 'w';\nexport { f as g };\nexport const h = () => [a, c, e, import('lazy')];\nexport { i as j } from 'v';\nexport * as k from 'u';";
    const { imports, reexports } = slice(code, new Set(["g", "h", "j", "k"]), { id: "a.ts" });
    expect(imports).toEqual([
      { specifier: "x", names: ["default", "b"] },
      { specifier: "y", names: "namespace" },
      { specifier: "z", names: "bare" },
      { specifier: "w", names: ["f"] },
      { specifier: "lazy", names: "namespace" },
    ]);
    expect(reexports).toEqual([
      { specifier: "w", names: [{ imported: "f", exported: "g" }] },
      { specifier: "v", names: [{ imported: "i", exported: "j" }] },
      { specifier: "u", names: [{ imported: "*", exported: "k" }] },
    ]);
  });

  test.each([
    ["it does not parse", "export const = 1;"],
    ["it uses `export =`", "const a = 1;\nexport = a;"],
    ["it is a CommonJS module", "exports.a = 1;\nmodule.exports.b = 2;"],
    ["it calls eval, which can reach every binding", "const a = 1;\nexport const b = eval('a');\nexport const c = 1;"],
  ])("a module stays whole because %s", (needsWhole, code) => {
    expect(slice(code, new Set(["b"]), { id: "a.ts" })).toMatchObject({ code, needsWhole });
  });
});
