import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/build/index.ts";
import { HELLO, project, root } from "./project.ts";
import { toy } from "./toy/index.ts";

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
  const code = await run(argv, terminal, { toy: async () => ({ toy }) }, dir);
  return { code, ...text };
}

test("into a pipe it writes one line a unit, with tabs, and nothing else", async () => {
  using app = project({ "functions.ts": HELLO });
  const { code, out, err } = await cli(app.dir, ["build", "functions.ts", "--target", "toy"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^toy\thttp\tcall\t\d+\t\d+\t.*dist\/toy\/http\/index\.mjs\n$/);
});

test("to a terminal it writes a table", async () => {
  using app = project({ "functions.ts": HELLO });
  const { out } = await cli(app.dir, ["build", "--target", "toy"], true);
  expect(out).toMatch(
    /^unit +provider +shape +KB +gzip +largest\nhttp +toy +call +\d+\.\d +\d+\.\d +unmoor \d+\.\d, app \d+\.\d\n\n✓ .*dist\n$/,
  );
});

test("with --quiet it writes warnings only", async () => {
  using app = project({ "functions.ts": `${HELLO}export function oops() {}` });
  const { code, out, err } = await cli(app.dir, ["build", "-t", "toy", "-q"], true);
  expect({ code, out, err }).toEqual({
    code: 0,
    out: "",
    err: expect.stringMatching(/^warning: the export "oops".*\n$/),
  });
});

test("--set, --unit, --degrade, --name, --external and --out reach the build", async () => {
  using app = project({
    "functions.ts": `${HELLO}import { x } from "native";
export const feed = http("GET /feed", { streaming: true }, () => new Response(x));`,
    "node_modules/native/package.json": '{"name":"native","type":"module","main":"i.js"}',
    "node_modules/native/i.js": "export const x = 'native code';",
  });
  const flags =
    "--set toy.http=line --unit live=feed --degrade feed --name shop --external native --out out/here".split(" ");
  const { code, err } = await cli(app.dir, ["build", "--target", "toy", ...flags]);
  expect({ code, err }).toEqual({
    code: 0,
    err: 'warning: "feed" is buffered as toy line: the toy platform takes whole texts\n',
  });
  expect(JSON.parse(app.read("out/here/toy/toy.json"))).toEqual({
    app: "shop",
    units: [
      { name: "live", shape: "line" },
      { name: "http", shape: "line" },
    ],
  });
  expect(app.read("out/here/toy/live/index.mjs")).toMatch(/from"native"/);
});

test("an error has its code, the place and what to do, on stderr, and exit code 1", async () => {
  using app = project({ "functions.ts": `${HELLO}import "left-pad";` });
  const { code, out, err } = await cli(app.dir, ["build", "--target", "toy"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(
    /^error UNRESOLVED_IMPORT: the package "left-pad" is not installed\n {2}.*functions\.ts:3:8\n {4}import "left-pad";\n {2}npm install left-pad.*\n$/,
  );
});

test.each([
  ["a choice that is none", ["build", "-t", "toy", "--set", "http=x"], /^error INVALID_OPTION: --set http=x/],
  ["a unit that is none", ["build", "-t", "toy", "--unit", "x"], /^error INVALID_OPTION: --unit x/],
  ["a missing target", ["build"], /--target/],
  ["an unknown option", ["build", "-t", "toy", "--nope"], /--nope/],
])("%s is refused with exit code 1", async (_, argv, message) => {
  using app = project({ "functions.ts": HELLO });
  expect(await cli(app.dir, argv)).toEqual({ code: 1, out: "", err: expect.stringMatching(message) });
  expect(existsSync(join(app.dir, "dist"))).toBe(false);
});

test("what the app prints while it is loaded does not mix with the report", async () => {
  using app = project({ "functions.ts": `${HELLO}console.log("loading");` });
  const { out, err } = await cli(app.dir, ["build", "-t", "toy"]);
  expect([out.includes("loading"), err]).toEqual([false, "loading\n"]);
});

test("the command runs as a process of its own", () => {
  using app = project({ "functions.ts": HELLO });
  const args = ["--conditions=source", join(root, "src/build/bin.ts"), "build", "--target", "vercel"];
  const started = performance.now();
  const out = execFileSync(process.execPath, args, { cwd: app.dir, encoding: "utf8" });
  console.info(`one unit, one target, from the sources: ${Math.round(performance.now() - started)} ms`);
  expect(out).toMatch(
    /^vercel\thttp\tfetch\t\d+\t\d+\tdist\/vercel\/\.vercel\/output\/functions\/http\.func\/index\.mjs\n$/,
  );
});
