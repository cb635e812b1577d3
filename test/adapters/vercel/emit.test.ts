import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { error } from "unmoor/adapter";
import { afterAll, describe, expect, test } from "vitest";
import { emit } from "../../../adapters/vercel/emit.ts";
import { adapter } from "../../../adapters/vercel/index.ts";
import { route } from "../../../adapters/vercel/route.ts";
import { validateOutput } from "../../runtimes/vercel/output.ts";
import { destination, type Route } from "../../runtimes/vercel/routes.ts";
import { bundle, emitted, httpUnit } from "./build.ts";

const json = (text: string | undefined): Record<string, unknown> => JSON.parse(text ?? "") as Record<string, unknown>;
const CONFIG = ".vercel/output/functions/http.func/.vc-config.json";

describe("the function's configuration", () => {
  test("is the platform's: streaming and cancellation on, helpers off", () => {
    expect(json(emit([httpUnit(["hello"])], { name: "app" })[CONFIG])).toEqual({
      runtime: "nodejs24.x",
      handler: "index.mjs",
      launcherType: "Nodejs",
      shouldAddHelpers: false,
      shouldAddSourcemapSupport: false,
      supportsResponseStreaming: true,
      supportsCancellation: true,
    });
  });

  test("and the entry get the same time limit, in whole seconds", () => {
    const unit = httpUnit(["hello"], { timeoutMs: 2500, memoryMb: 512 });
    expect(json(emit([unit], { name: "app" })[CONFIG])).toMatchObject({ maxDuration: 3, memory: 512 });
    expect(adapter.entry(unit, { name: "app" })).toContain("timeoutMs: 3000");
  });

  test("takes runtime and regions from the target's config, and refuses others with a code", () => {
    const unit = httpUnit(["hello"]);
    const emitWith = (config: object): string | undefined => emit([unit], { name: "app", ...config })[CONFIG];
    expect(json(emitWith({ runtime: "nodejs22.x", regions: ["fra1"] }))).toMatchObject({
      runtime: "nodejs22.x",
      regions: ["fra1"],
    });
    for (const wrong of [{ runtime: "nodejs20.x" }, { regions: "fra1" }, { regions: ["Frankfurt"] }])
      expect(() => emitWith(wrong)).toThrow(expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }) as Error);
    expect(error("X", "y").code).toBe("X");
  });
});

describe("routes", () => {
  const unit = (name: string, ...paths: string[]) =>
    httpUnit([], {
      name,
      functions: paths.map((path, i) => ({ name: `f${i}`, trigger: "http", streaming: false, path, methods: ["*"] })),
    });
  const routing = (...units: ReturnType<typeof unit>[]) => {
    const { routes } = json(emit(units, { name: "app" })[".vercel/output/config.json"]) as { routes: Route[] };
    const names = new Set(units.map(({ name }) => name));
    return (path: string) => destination(routes, names, "GET", path);
  };

  test.each(["/", "/a/b", "//x", "/http", "/%E0%A4%A", "/_next/data", "/.well-known/x", "/index.html"])(
    "of one unit lead %s to it: its router answers, 404 included",
    (path) => {
      expect(routing(unit("http", "/a"))(path)).toEqual({ function: "http" });
    },
  );

  test("of several units lead each path to its own, the more exact first", () => {
    const to = routing(
      unit("http", "/**"),
      unit("admin", "/admin/**:rest", "/users/:id"),
      unit("me", "/users/me", "/v/:x?"),
    );
    const expected = {
      "/": "http",
      "/other": "http",
      "/admin": "admin",
      "/admin/a/b": "admin",
      "/adminx": "http",
      "/users/7": "admin",
      "/users/me": "me",
      "/users/7/x": "http",
      "/v": "me",
      "/v/1": "me",
      "/v/1/2": "http",
    };
    for (const [path, name] of Object.entries(expected)) expect([path, to(path)]).toEqual([path, { function: name }]);
  });

  test("of no unit are none", () => {
    expect(json(emit([], { name: "app" })[".vercel/output/config.json"])).toEqual({ version: 3, routes: [] });
  });

  test("read letters of regular expressions as letters", () => {
    expect(new RegExp(route("/a.b+c").src).test("/a.b+c")).toBe(true);
    expect(new RegExp(route("/a.b+c").src).test("/axbbc")).toBe(false);
  });
});

describe("the output", async () => {
  const output = await emitted([httpUnit(["hello"], { timeoutMs: 60_000 })]);
  afterAll(output.remove);

  test("is accepted by the vendor's own reader", async () => {
    const sizes = await validateOutput(output.dir);
    expect(Object.keys(sizes)).toEqual(["http"]);
    expect(sizes.http).toBeGreaterThan(0);
  });

  test.each([
    ["a runtime that does not exist", { runtime: "nodejs99.x", handler: "index.mjs", launcherType: "Nodejs" }],
    ["a handler that is not there", { runtime: "nodejs24.x", handler: "other.mjs", launcherType: "Nodejs" }],
    [
      "a duration of the wrong type",
      { runtime: "nodejs24.x", handler: "index.mjs", launcherType: "Nodejs", maxDuration: "60" },
    ],
  ])("with %s is refused by that validator", async (_what, config) => {
    const folder = join(output.dir, ".vercel/output/functions/wrong.func");
    await mkdir(folder);
    await writeFile(join(folder, "index.mjs"), "export default {}");
    await writeFile(join(folder, ".vc-config.json"), JSON.stringify(config));
    await expect(validateOutput(output.dir)).rejects.toThrow();
    await rm(folder, { recursive: true });
  });

  test("holds nothing of another provider", async () => {
    const code = await bundle(httpUnit(["hello"]), { name: "app" });
    expect(code).not.toMatch(/xRayTraceId|requestContext|K_SERVICE|azure/i);
  });
});
