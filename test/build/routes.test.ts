import fc from "fast-check";
import { http } from "unmoor";
import { createRoutes } from "unmoor/adapter";
import { expect, test } from "vitest";
import { compileRoutes } from "../../src/build/index.ts";

const segment = fc.constantFrom("a", "b", ":x", ":y");
const end = fc.constantFrom("", "/", "/**", "/**:rest", "/:z?", "/:z?/:w?");
const path = fc
  .tuple(fc.uniqueArray(segment, { maxLength: 3 }), end)
  .map(([segments, tail]) => segments.map((each) => `/${each}`).join("") + tail || "/");
const route = fc.tuple(fc.constantFrom("GET", "POST", "GET,POST", "*", "HEAD"), path).map((parts) => parts.join(" "));
const asked = fc.tuple(
  fc.constantFrom("GET", "POST", "HEAD", "PUT"),
  fc.array(fc.constantFrom("a", "b", "c", "d%2Fe", ""), { maxLength: 4 }).map((segments) => `/${segments.join("/")}`),
);

test("compiled routes answer as the interpreted ones", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(route, { minLength: 1, maxLength: 5 }),
      fc.array(asked, { maxLength: 20 }),
      async (routes, asks) => {
        const app = Object.fromEntries(routes.map((each, i) => [`f${i}`, http(each, () => new Response())]));
        let wanted: ReturnType<typeof createRoutes>;
        try {
          wanted = createRoutes(app);
        } catch {
          return fc.pre(false);
        }
        const source = compileRoutes(routes.map((each, i) => ({ name: `f${i}`, route: each, local: `app.f${i}` })));
        const body = source.replace(/^import .*\n/, "").replace("export const routes =", "return");
        const { restParams } = (await import("unmoor/adapter")) as unknown as { restParams: unknown };
        const compiled = new Function("app", "restParams", body)(app, restParams) as typeof wanted;
        expect(compiled.methods).toEqual(wanted.methods);
        for (const [method, target] of asks) {
          const [one, two] = [wanted.find(method, target), compiled.find(method, target)];
          expect(two && { ...two.params }).toEqual(one && { ...one.params });
          if (!one || !two) continue;
          const [a, b] = [one.data, two.data];
          expect([b?.name, b?.fn, b?.timeoutMs]).toEqual([a?.name, a?.fn, a?.timeoutMs]);
          expect(b?.params?.(two.params ?? {})).toEqual(a?.params?.(one.params ?? {}));
        }
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});
