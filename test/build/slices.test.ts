import { expect, test } from "vitest";
import type { Unit } from "../../src/adapter/index.ts";
import { createSlicer } from "../../src/build/bundle/slices.ts";

test("the units of a build share their modules: each is read and parsed once", async () => {
  const sources: Readonly<Record<string, string>> = {
    "/app.ts": 'export * from "./a.ts";\nexport const b = 2;',
    "/a.ts": "export const a = 1;\nexport const c = 3;",
  };
  const read: string[] = [];
  const texts = {
    of(file: string): string {
      read.push(file);
      return sources[file] as string;
    },
    legal: () => [],
  };
  const slicer = createSlicer("/app.ts", { resolve: () => "/a.ts", importers: () => [], imports: () => [] }, texts);
  const codes: (string | undefined)[] = [];
  for (const name of ["a", "b", "c"]) {
    const unit = { name, functions: [{ name }] } as unknown as Unit;
    codes.push((await slicer.of([unit])).common.get("/a.ts")?.code.trim());
  }
  expect(codes[0]).toContain("a = 1");
  expect(codes[2]).not.toContain("a = 1");
  expect(read.sort()).toEqual(["/a.ts", "/app.ts"]);
});
