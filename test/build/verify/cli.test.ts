import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { adapters } from "unmoor/adapters";
import { expect, test } from "vitest";
import { type BuildCode, type Finding, findingCodes, run } from "../../../src/build/index.ts";
import { readDocuments } from "../../../src/build/verify/documents.ts";
import { HELLO, project, root } from "../project.ts";
import { toy } from "../toy/index.ts";

const QUEUE = `import { on, queue } from "unmoor";
export const fulfil = on(queue("orders"), { attempts: 3 }, async () => {});
`;
const TEMPLATE = `Resources:
  Fulfil:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: fulfil
      Handler: index.handler
      Runtime: nodejs24.x
      Events:
        Queue: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn, FunctionResponseTypes: [ReportBatchItemFailures] } }
  Orders:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 } }
`;

async function cli(
  dir: string,
  argv: readonly string[],
  isTTY = false,
): Promise<{ code: number; out: string; err: string }> {
  const text = { out: "", err: "" };
  const terminal = {
    isTTY,
    colors: false,
    out: (more: string) => {
      text.out += more;
    },
    err: (more: string) => {
      text.err += more;
    },
  };
  const registry = { ...adapters, toy: async () => ({ toy }) };
  return { code: await run(["build", ...argv], terminal, registry, dir), ...text };
}

test("a file that agrees: nothing in a pipe, one line on a terminal, exit code 0, and nothing is written", async () => {
  using app = project({ "functions.ts": QUEUE, "stack.yaml": TEMPLATE });
  const before = app.list();
  const args = ["-t", "aws", "--verify", "stack.yaml"];
  expect(await cli(app.dir, args)).toEqual({ code: 0, out: "", err: "" });
  expect(await cli(app.dir, args, true)).toEqual({ code: 0, out: "✓ stack.yaml agrees with the code\n", err: "" });
  expect(app.list()).toEqual(before);
  expect(existsSync(`${app.dir}/dist`)).toBe(false);
});

test("a file that does not: its findings, and exit code 1", async () => {
  using app = project({
    "functions.ts": QUEUE,
    "stack.yaml": TEMPLATE.replace("VisibilityTimeout: 30", "VisibilityTimeout: 5").replace(
      "[ReportBatchItemFailures]",
      "[]",
    ),
  });
  const args = ["-t", "aws", "--verify", "stack.yaml"];
  const piped = await cli(app.dir, args);
  expect(piped.code).toBe(1);
  expect(
    piped.out
      .trim()
      .split("\n")
      .map((line) => line.split("\t").slice(0, 5)),
  ).toEqual([
    [
      "error",
      "PARTIAL_MISSING",
      "aws",
      "fulfil",
      "stack.yaml: Resources.Fulfil.Properties.Events.Queue.FunctionResponseTypes",
    ],
    ["error", "VISIBILITY_SHORT", "aws", "fulfil", "stack.yaml: Resources.Orders.Properties.VisibilityTimeout"],
  ]);
  const shown = await cli(app.dir, args, true);
  expect(shown.code).toBe(1);
  expect(shown.out).toMatch(
    /^error PARTIAL_MISSING {2}fulfil {2}on aws\n {2}reporting of single failures is missing\n {2}stack\.yaml: [\s\S]*✗ stack\.yaml: 2 errors\n$/,
  );
  const data = JSON.parse((await cli(app.dir, [...args, "--json"])).out) as Finding[];
  expect(data.map(({ code, target }) => [code, target])).toEqual([
    ["PARTIAL_MISSING", "aws"],
    ["VISIBILITY_SHORT", "aws"],
  ]);
});

test("a warning alone leaves the exit code 0", async () => {
  using app = project({
    "functions.ts": QUEUE.replace("attempts: 3", "attempts: 3, batch: 50"),
    "stack.yaml": TEMPLATE.replace("VisibilityTimeout: 30", "VisibilityTimeout: 60"),
  });
  const { code, out } = await cli(app.dir, ["-t", "aws", "--verify", "stack.yaml"]);
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringMatching(/^warning\tBATCH_SMALL\taws\tfulfil\t[^\n]*\n$/),
  });
});

test.each<readonly [string, string, string | undefined, string, BuildCode, RegExp]>([
  ["a file that is not there", "nope.yaml", undefined, "aws", "DOCUMENT_NOT_FOUND", /there is no "nope\.yaml"/],
  ["a file that is no YAML", "x.yaml", "a: [1,\nb: }", "aws", "INVALID_DOCUMENT", /x\.yaml:\d+/],
  [
    "a file of something else",
    "x.yaml",
    "name: CI\non: push\n",
    "aws",
    "UNKNOWN_DOCUMENT",
    /nothing that aws deploys with/,
  ],
  ["a file of another provider", "x.yaml", TEMPLATE, "gcp", "UNKNOWN_DOCUMENT", /nothing that gcp deploys with/],
  ["a target that cannot", "x.yaml", TEMPLATE, "toy", "INVALID_OPTION", /toy has no way to verify/],
])("%s is refused", async (_, file, text, target, code, message) => {
  using app = project({ "functions.ts": HELLO, ...(text !== undefined && { [file]: text }) });
  const { code: exit, out, err } = await cli(app.dir, ["-t", target, "--verify", file]);
  expect({ exit, out }).toEqual({ exit: 1, out: "" });
  expect(err).toMatch(new RegExp(`^error ${code}: `));
  expect(err).toMatch(message);
});

test("of a folder it reads what the provider deploys with, and not what tools keep there", () => {
  using app = project({ "dist/host.json": "{}", "dist/node_modules/x/host.json": "{}", "dist/other.json": "no JSON" });
  expect(readDocuments("dist", app.dir, /(^|\/)host\.json$/).map(({ file }) => file)).toEqual(["dist/host.json"]);
});

test("docs/verify.md has every code with its meaning", () => {
  const page = readFileSync(join(root, "docs/verify.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(rows).toEqual(Object.entries(findingCodes));
});
