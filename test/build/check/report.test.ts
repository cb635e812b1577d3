import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adapters } from "../../../adapters/index.ts";
import { run } from "../../../src/build/index.ts";
import { project } from "../project.ts";
import { UNMOOR } from "./app.ts";

const APP = `${UNMOOR}let last = "";
export const a = http("GET /a", (request) => { last = request.url; return new Response(last); });
export const b = on(queue("b"), { timeout: "20m", deadLetter: () => {} }, async () => {});
`;

async function unmoor(
  argv: string,
  files: Readonly<Record<string, string>> = {},
  isTTY = false,
): Promise<{ code: number; out: string; err: string; dir: string }> {
  using app = project({ "functions.ts": APP, ...files });
  const text = { out: "", err: "" };
  const write = (key: "out" | "err") => (more: string) => {
    text[key] += more;
  };
  const code = await run(
    argv.split(" "),
    { isTTY, colors: false, out: write("out"), err: write("err") },
    adapters,
    app.dir,
  );
  return { code, ...text, dir: app.dir };
}

test("into a pipe: one line a finding, and exit code 1 for errors", async () => {
  const { code, out, err } = await unmoor("check -t aws");
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out.split("\n").map((line) => line.split("\t").slice(0, 4).join(" "))).toEqual([
    "error LIMIT_EXCEEDED aws b",
    "warning MODULE_STATE aws a",
    "note PUBLIC_FUNCTION aws a",
    "",
  ]);
});
test("exit code 0 without errors; --quiet leaves notes out", async () => {
  const { code, out } = await unmoor("check -t azure -q");
  expect(code).toBe(0);
  expect(out.split("\n").map((line) => line.split("\t")[0])).toEqual(["warning", "warning", ""]);
});
test("to a terminal: by target, with the reason, what to do and the page", async () => {
  const { out } = await unmoor("check -t aws,gcp", {}, true);
  expect(out).toMatch(
    /^aws\n {2}error {4}LIMIT_EXCEEDED +.*functions\.ts:4:35\n {11}"b" asks for 1200000 ms, and aws ends sqs after 900000 ms\n {11}lower the function's timeout.*\n {11}https:\/\/docs\.aws\.amazon\.com.*\n {2}warning {2}MODULE_STATE/,
  );
  expect(out).toMatch(/\n\ngcp\n {2}error/);
  expect(out).toMatch(/\n2 errors, 2 warnings, 1 note\n$/);
});
test("--json: the same as data", async () => {
  const { out } = await unmoor("check -t aws --json");
  const { targets, findings } = JSON.parse(out);
  expect(targets).toEqual(["aws"]);
  expect(findings[0]).toMatchObject({
    code: "LIMIT_EXCEEDED",
    severity: "error",
    target: "aws",
    functions: ["b"],
    place: { file: expect.stringMatching(/functions\.ts$/), line: 4, column: 35 },
  });
});

test("--sarif: a log that code scanning takes", async () => {
  const config = 'export default { degrade: { a: ["MODULE_STATE"] } };';
  const { out, dir } = await unmoor("check -t aws,gcp --sarif", { "unmoor.config.ts": config });
  const log = JSON.parse(out);
  // What https://json.schemastore.org/sarif-2.1.0.json requires, and what GitHub's upload refuses to do without.
  expect(log).toMatchObject({ $schema: expect.stringMatching(/sarif-2\.1\.0/), version: "2.1.0" });
  expect(log.runs).toHaveLength(1);
  const [{ tool, results, originalUriBaseIds, columnKind }] = log.runs;
  expect(tool.driver).toMatchObject({
    name: "unmoor",
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    informationUri: expect.stringMatching(/^https:/),
  });
  const ids = tool.driver.rules.map((rule: { id: string }) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const rule of tool.driver.rules)
    expect(rule).toEqual({
      id: expect.stringMatching(/^[A-Z_]+$/),
      shortDescription: { text: expect.stringMatching(/./) },
      help: { text: expect.stringMatching(/./) },
      helpUri: expect.stringMatching(/^https:.*#[a-z_]+$/),
    });
  expect(originalUriBaseIds.ROOT.uri).toBe(`file://${dir}/`);
  expect(columnKind).toBe("utf16CodeUnits");
  expect(results.length).toBeGreaterThan(3);
  for (const result of results) {
    expect(["error", "warning", "note"]).toContain(result.level);
    expect(result.message.text).toMatch(/^(aws|gcp): /);
    expect(ids[result.ruleIndex]).toBe(result.ruleId);
    const [{ physicalLocation, logicalLocations }] = result.locations;
    // Relative, and not out of the root.
    expect(physicalLocation.artifactLocation).toEqual({ uri: "functions.ts", uriBaseId: "ROOT" });
    expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
    expect(physicalLocation.region.startColumn).toBeGreaterThanOrEqual(1);
    for (const each of logicalLocations ?? []) expect(each).toEqual({ name: expect.any(String), kind: "function" });
  }
  const suppressed = results.filter(({ suppressions }: { suppressions?: unknown }) => suppressions);
  expect(suppressed.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(["MODULE_STATE", "MODULE_STATE"]);
  for (const { suppressions } of suppressed)
    expect(suppressions).toEqual([{ kind: "external", justification: expect.any(String) }]);
});

test("a build says warnings and what was accepted, and no notes", async () => {
  const config = 'export default { degrade: { b: ["LIMIT_EXCEEDED"] } };';
  const { code, err } = await unmoor("build -t aws -q", { "unmoor.config.ts": config });
  expect(code).toBe(0);
  expect(err.split("\n")).toEqual([
    expect.stringMatching(/^warning: "b" asks for 1200000 ms.* lowered, as accepted$/),
    expect.stringMatching(
      /^warning: aws: "a" keeps a part of its request in "last" of the module: .*functions\.ts:3:48\)$/,
    ),
    "",
  ]);
  const accepted = await unmoor("build -t azure -q", {
    "unmoor.config.ts": 'export default { degrade: { a: ["MODULE_STATE"], b: ["PLAN_LIMIT"] } };',
  });
  expect(accepted.err.split("\n").map((line) => / as accepted \(/.test(line))).toEqual([true, true, false]);
});
test("a build stops at an error of the check, with the code, the place and the page", async () => {
  const { code, err } = await unmoor("build -t aws", {
    "functions.ts": `${UNMOOR}export const a = http("GET /a", () => new Response("x".repeat(7e6)));`,
  });
  expect(code).toBe(1);
  expect(err).toMatch(
    /^error RESPONSE_TOO_LARGE: aws: "a" answers with 7000000 bytes, .*\n {2}.*functions\.ts:2:39\n {4}export const a.*\n {2}redirect to .*\n {2}https:/,
  );
});

test("the version in SARIF is the package's", async () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8"));
  const { out } = await unmoor("check -t aws --sarif");
  expect(JSON.parse(out).runs[0].tool.driver.version).toBe(manifest.version);
});
