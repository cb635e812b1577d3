import { expect, test } from "vitest";
import { slice } from "../../../src/build/slice/index.ts";

test("every kept token keeps its line and its column, after emoji, accents and every kind of line end", () => {
  const code =
    "#!/usr/bin/env node\r\nexport const a = '😀é👩‍👩‍👧';\r\n/* 😀 */ export const b = '😀'; export const c = /* é */ 'ç';\u2028export const d = `\n😀`;\n\texport const e = 1;";
  const { code: sliced } = slice(code, new Set(["c", "e"]), { id: "a.ts" });
  expect(sliced.length).toBe(code.length);
  for (const token of ["export const c = /* é */ 'ç';", "export const e = 1;", "#!/usr/bin/env node\r\n", "/* 😀 */"])
    expect(sliced.indexOf(token)).toBe(code.indexOf(token));
  expect(sliced.split(/\r\n|[\n\u2028]/).length).toBe(code.split(/\r\n|[\n\u2028]/).length);
  expect(sliced).not.toContain("const a");
  expect(sliced).not.toContain("const d");
});

test("a line that could continue the line before does not, once what stood between is gone", () => {
  const code =
    "export const a = () => 1\nexport const b = 2;\n(globalThis.count ??= []).push(1)\nexport const c = 3\n;[1].forEach(() => console.log())";
  const { code: sliced } = slice(code, new Set(["a", "c"]), { id: "a.js" });
  expect(sliced).toBe(
    "export const a = () => 1\n;                  \n(globalThis.count ??= []).push(1)\nexport const c = 3\n;[1].forEach(() => console.log())",
  );
});

test("a module of 3,000 lines", () => {
  const lines = Array.from({ length: 1000 }, (_, at) => [
    `const schema${at} = object({ id: string(), next: () => schema${(at + 1) % 1000} });`,
    `app.get("/${at}", (request) => schema${at}.parse(request));`,
    `export const f${at} = http("GET /${at}", () => schema${at});`,
  ]);
  const code = [
    'import { object, string } from "valibot";',
    'import { http } from "unmoor";',
    "const app = create();",
    "function create() { return { get() {} } }",
    ...lines.flat(),
    "export const last = 1;",
  ].join("\n");
  expect(slice(code, new Set(["last"]), { id: "a.ts" }).code.replace(/[;\s]/g, "")).toBe("exportconstlast=1");
  expect(slice(code, new Set(["f7"]), { id: "a.ts" }).code.split("\n").length).toBe(3005);
});
