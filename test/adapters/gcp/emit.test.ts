import type { TargetConfig, Unit } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";

const unit = (over: Partial<Unit> = {}): Unit => ({
  name: "http",
  trigger: "http",
  shape: "function",
  functions: [],
  module: "/app/functions.ts",
  ...over,
});
const config = (over: Partial<TargetConfig> = {}): TargetConfig => ({ name: "shop", ...over });
const emitted = (file: string, over?: Partial<Unit>, settings?: Partial<TargetConfig>): string =>
  adapter.emit([unit(over)], config(settings))[`${over?.name ?? "http"}/${file}`] ?? "";

describe("entry", () => {
  test("a function exports `handler`, which functions-framework takes for a name", () => {
    expect(adapter.entry(unit(), config())).toBe(`import { httpDispatch, listener, nodeHttp } from "unmoor/gcp";
import { routes } from "/app/functions.ts";

export const handler = listener(nodeHttp(), httpDispatch(routes, { provider: "gcp" }), { timeoutMs: 60000 });
`);
    expect("handler").toMatch(/^[A-Za-z](?:[-_A-Za-z0-9]{0,61}[A-Za-z0-9])?$/);
  });
  test("a service serves", () => {
    const source = adapter.entry(unit({ shape: "service" }), config());
    expect(source).toContain("serve(listener(");
    expect(source).toContain("{ timeoutMs: 300000 }), process);");
  });
  test("the timeout built in is the one deployed, in whole seconds", () => {
    const over = { timeoutMs: 1500 };
    expect(adapter.entry(unit(over), config())).toContain("timeoutMs: 2000");
    expect(emitted("README.md", over)).toMatch(/--timeout=2 .*--timeout=2s /s);
  });
  test("no timeout is longer than the platform's hour", () => {
    expect(adapter.entry(unit({ timeoutMs: 9e9 }), config())).toContain("timeoutMs: 3600000");
  });
  test("what stands before the service is told to the codec", () => {
    expect(adapter.entry(unit(), config({ loadBalancer: true, iap: true }))).toContain(
      `nodeHttp({"loadBalancer":true,"iap":true})`,
    );
  });
  test.each([[{ loadBalancer: "yes" }], [{ iap: 1 }]])("%j is an error with the value in it", (settings) => {
    expect(() => adapter.entry(unit(), config(settings))).toThrow(
      expect.objectContaining({
        code: "INVALID_TARGET_CONFIG",
        message: expect.stringContaining("write true or false"),
      }),
    );
  });
  test("an unknown shape is an error", () => {
    expect(() => adapter.entry(unit({ shape: "job" }), config())).toThrow(
      expect.objectContaining({ code: "UNKNOWN_SHAPE" }),
    );
  });
});

describe("package.json", () => {
  const manifest = (...over: [Partial<Unit>?, Partial<TargetConfig>?]): Record<string, unknown> =>
    JSON.parse(emitted("package.json", ...over));

  test("of a function: functions-framework, no build script", () => {
    expect(manifest()).toEqual({
      name: "shop",
      private: true,
      type: "module",
      main: "index.mjs",
      engines: { node: "24" },
      scripts: { start: "functions-framework --target=handler" },
      dependencies: { "@google-cloud/functions-framework": expect.stringMatching(/^\^5\./) },
    });
  });
  test("of a service: a start script, no dependency", () => {
    expect(manifest({ shape: "service" })).toMatchObject({ scripts: { start: "node index.mjs" }, main: "index.mjs" });
    expect(manifest({ shape: "service" })).not.toHaveProperty("dependencies");
  });
  test("main is where the build writes the bundle", () => {
    expect(adapter.file(unit(), config())).toBe("http/index.mjs");
  });
  test("Node 22 is a choice, 20 is decommissioned", () => {
    expect(manifest({}, { node: "22" })).toMatchObject({ engines: { node: "22" } });
    expect(() => emitted("package.json", {}, { node: "20" })).toThrow(
      expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }),
    );
  });
  test.each([
    ["Shop & Sons!", "shop-sons"],
    ["@acme/shop", "acme-shop"],
    ["9lives", "lives"],
    ["x".repeat(80), "x".repeat(49)],
    ["…", "app"],
  ])("the app %j is the service %s", (name, service) => {
    expect(manifest({}, { name }).name).toBe(service);
  });
  test("units beside the default one have its name and their own", () => {
    expect(manifest({ name: "admin" }).name).toBe("shop-admin");
  });
});

describe("README.md", () => {
  test("has the commands with their flags, names of existing things as variables", () => {
    const text = emitted("README.md", { memoryMb: 512 }, { concurrency: 40 });
    for (const flag of [
      "gcloud run deploy shop",
      "gcloud functions deploy shop",
      "--function=handler",
      "--entry-point=handler",
      "--base-image=nodejs24",
      "--runtime=nodejs24",
      "--memory=512Mi",
      "--concurrency=40",
      "--cpu=1",
      "--no-allow-unauthenticated",
      `--region="$REGION"`,
      `--service-account="$SERVICE_ACCOUNT"`,
      // Else functions-framework shows stacks to clients.
      "NODE_ENV=production",
    ])
      expect(text).toContain(flag);
  });
  test("of a service has no function in it", () => {
    const text = emitted("README.md", { shape: "service" });
    expect(text).toContain("gcloud run deploy shop");
    expect(text).not.toMatch(/--function|functions deploy|NODE_ENV/);
  });
  test("public is a choice", () => {
    expect(emitted("README.md", {}, { public: true })).toContain("    --allow-unauthenticated");
  });
  test("commands are joined lines: every line but the last of each ends in a backslash", () => {
    const blocks =
      emitted("README.md")
        .match(/(^ {4}.*\n)+/gm)
        ?.filter((block) => block.includes("gcloud")) ?? [];
    expect(blocks).toHaveLength(2);
    for (const block of blocks)
      expect(
        block
          .trimEnd()
          .split("\n")
          .slice(0, -1)
          .every((line) => line.endsWith(" \\")),
      ).toBe(true);
  });
  test.each([0, 1001, 1.5, "many"])("concurrency %j is an error", (concurrency) => {
    expect(() => emitted("README.md", {}, { concurrency })).toThrow(
      expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }),
    );
  });
});

test(".gcloudignore keeps the bundle and leaves out node_modules", () => {
  const lines = emitted(".gcloudignore").split("\n");
  expect(lines).toContain("node_modules/");
  expect(lines.some((line) => line.includes("index.mjs"))).toBe(false);
});

describe("traits", () => {
  test.each(["function", "service"])("every lack of the %s is a sentence", (shape) => {
    for (const trait of Object.values(adapter.shapes[shape]?.traits ?? {}))
      if (trait !== true) expect(trait.lacks.length).toBeGreaterThan(40);
  });
});
