import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

// The example of docs/adapters.md, as somebody has it who copies it out of the page and installs the package.

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = existsSync(join(root, "dist/conformance.js"));
if (!built) console.warn("dist is not built: the example is tried against the sources only");
let dir: string;

/** Files by the names that stand after the language of a code block. */
const blocks = async (page: string): Promise<[file: string, text: string][]> =>
  [...(await readFile(join(root, page), "utf8")).matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(
    ([, file = "", text = ""]) => [file, text],
  );

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "unmoor-adapter-"));
  for (const [file, text] of await blocks("docs/adapters.md")) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), text);
  }
  await writeFile(join(dir, "package.json"), '{ "name": "acme", "private": true, "type": "module" }');
  const home = join(dir, "node_modules/unmoor");
  await mkdir(join(dir, "node_modules"));
  if (built) {
    // What is published of it, and what it depends on.
    await mkdir(home);
    for (const name of ["package.json", "dist"]) await cp(join(root, name), join(home, name), { recursive: true });
    await symlink(join(root, "node_modules"), join(home, "node_modules"));
  } else await symlink(root, home);
  for (const name of ["vitest", "@types"])
    await symlink(join(root, "node_modules", name), join(dir, "node_modules", name));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function run(command: string, ...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const env = {
    PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
    ...(!built && { NODE_OPTIONS: "--conditions=source" }),
  };
  const child = spawn(command, args, { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

test("it compiles, strictly", { timeout: 120_000 }, async () => {
  const options = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      rootDir: "/",
      customConditions: built ? [] : ["source"],
      typeRoots: [join(root, "node_modules/@types")],
    },
    include: ["acme"],
  };
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(options));
  const { code, output } = await run("tsc", "--noEmit", "-p", ".");
  expect(output).toBe("");
  expect(code).toBe(0);
});

interface Found {
  readonly road: string;
  readonly shape: string;
  readonly is: string;
  readonly scenario: string;
}

test("node:test finds that it keeps all rules, on both roads", { timeout: 300_000 }, async () => {
  const { code, output } = await run("node", "--test", "--test-reporter=tap", "acme/acme.test.ts");
  expect(
    code,
    output
      .split("\n")
      .filter((line) => /^\s*not ok/.test(line))
      .join("\n") || output.slice(-2000),
  ).toBe(0);
  const files = await readdir(join(dir, "results"));
  expect(files.sort()).toEqual([
    "codec-acme-call.json",
    "codec-acme-messages.json",
    "runtime-acme-call.json",
    "runtime-acme-messages.json",
  ]);
  const found: Found[] = [];
  for (const file of files) found.push(...JSON.parse(await readFile(join(dir, "results", file), "utf8")));
  const [, passed] = /^# pass (\d+)$/m.exec(output) ?? [];
  expect(found).toHaveLength(Number(passed));
  expect(found.filter(({ is }) => is === "fail")).toEqual([]);
  expect(found.filter(({ is }) => is === "lacks").length).toBeGreaterThan(4);
});

test("vitest finds the same, and what is broken", { timeout: 300_000 }, async () => {
  await writeFile(
    join(dir, "broken.test.ts"),
    `import * as runner from "vitest";
import { describeAdapter } from "unmoor/conformance";
import { acme } from "./acme/index.ts";
const { call, messages } = acme.shapes;
// Says that all is done, whatever was.
const codec = (facts) => ({ ...messages.codec(facts), encode: () => ({ failed: [] }) });
describeAdapter(acme, { runner, shapes: ["call"] });
describeAdapter({ ...acme, name: "liar", shapes: { call, messages: { ...messages, codec } } }, { runner, shapes: ["messages"] });
`,
  );
  await writeFile(
    join(dir, "vitest.config.ts"),
    built
      ? "export default {};\n"
      : 'export default { resolve: { conditions: ["source", "node"] }, ssr: { resolve: { conditions: ["source", "node"] } } };\n',
  );
  const { code, output } = await run("vitest", "run", "broken.test.ts", "--reporter=json", "--outputFile=out.json");
  expect(code, output).toBe(1);
  const { testResults } = JSON.parse(await readFile(join(dir, "out.json"), "utf8")) as {
    testResults: [{ assertionResults: { status: string; title: string; ancestorTitles: string[] }[] }];
  };
  const all = testResults[0].assertionResults;
  const failed = all.filter(({ status }) => status === "failed");
  expect(all.filter(({ ancestorTitles: [first] }) => first === "acme keeps the rules").length).toBeGreaterThan(140);
  expect(new Set(failed.map(({ ancestorTitles: [first] }) => first))).toEqual(new Set(["liar keeps the rules"]));
  expect(failed.map(({ title }) => title)).toContain("a thrown error is a retry");
});
