import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { right, wrong } from "../app/routes.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
// Inside the repo, so that packages resolve; with a dot, so that nobody else's `include` finds it.
const folder = mkdtempSync(`${here}.generated-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

/** What the compiler prints about these files. */
function compile(name: string, include: readonly string[], ...flags: string[]): Promise<string> {
  const project = `${folder}/${name}.json`;
  writeFileSync(project, JSON.stringify({ extends: "../../../tsconfig.json", include, exclude: [] }));
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, "--noEmit", "--pretty", "false", "-p", project, ...flags], (_, stdout) =>
      resolve(stdout),
    );
  });
}

/** Messages by file and line, with their indented details. */
function messages(output: string): Map<string, string> {
  const found = new Map<string, string>();
  let place = "";
  for (const line of output.split("\n")) {
    const [, file, at] = /([^/\\]+)\((\d+),\d+\): error /.exec(line) ?? [];
    if (file) place = `${file}:${at}`;
    if (line) found.set(place, `${found.get(place) ?? ""}${line}\n`);
  }
  return found;
}

const define = (routes: readonly string[]): string =>
  `import { http } from "unmoor";\nconst ok = () => new Response();\n${routes.map((route) => `http(${JSON.stringify(route)}, ok);`).join("\n")}\n`;

describe("what is wrong is an error that says why", () => {
  const broken = `${here}broken/`;
  let found = new Map<string, string>();
  beforeAll(async () => {
    writeFileSync(`${folder}/right.ts`, define(right));
    writeFileSync(`${folder}/wrong.ts`, define(wrong));
    found = messages(await compile("broken", ["../broken/*.ts", "right.ts", "wrong.ts"]));
  }, 60_000);

  for (const file of readdirSync(broken)) {
    const lines = readFileSync(broken + file, "utf8").split("\n");
    const comments = lines.flatMap((line, index) =>
      line.startsWith("// ") && lines[index + 1] ? [[line.slice(3), index + 2] as const] : [],
    );
    test.each(comments)(`${file}: %s`, (message, line) => {
      const said = found.get(`${file}:${line}`)?.replaceAll('\\"', '"');
      expect(said).toContain(message);
    });

    test(`${file}: nothing else is an error`, () => {
      const places = [...found.keys()].filter((place) => place.startsWith(`${file}:`));
      expect(places).toEqual(comments.map(([, line]) => `${file}:${line}`));
    });
  }

  test("the types and parseRoute agree on what is a route", () => {
    const refused = (file: string, routes: readonly string[]): string[] =>
      routes.filter((_, index) => found.has(`${file}:${index + 3}`));
    expect(refused("right.ts", right)).toEqual([]);
    expect(refused("wrong.ts", wrong)).toEqual(wrong);
  });
});

test("what is right compiles, all handler parameters inferred", async () => {
  expect(await compile("inference", ["../inference.ts"])).toBe("");
}, 60_000);

test("200 routes with two params each stay under 65,000 instantiations", async () => {
  const routes = Array.from(
    { length: 200 },
    (_, i) =>
      `export const f${i}: HttpFunction = http("GET /r${i}/:id/x/:name${i}", (_, { params }) => Response.json([params.id, params.name${i}]));`,
  );
  writeFileSync(`${folder}/routes.ts`, `import { http, type HttpFunction } from "unmoor";\n${routes.join("\n")}\n`);
  const output = await compile("routes", ["routes.ts"], "--extendedDiagnostics");
  expect(output).not.toContain("error");
  const count = Number(/Instantiations:\s+(\d+)/.exec(output)?.[1]);
  expect(count).toBeGreaterThan(200);
  expect(count).toBeLessThanOrEqual(65_000);
}, 60_000);

test("200 channels and 20 sends stay under 900,000 instantiations", async () => {
  const channels = Array.from({ length: 200 }, (_, i) =>
    i % 2
      ? `export const c${i} = queue<"c${i}", { id: string; n${i}: number }>("c${i}");`
      : `export const f${i} = on(topic<"c${i}", { id: string; n${i}: number }>("c${i}"), async (event) => event.data.n${i});`,
  );
  const sends = Array.from({ length: 20 }, (_, i) => `cloud.send("c${i * 9}", { id: "x", n${i * 9}: 1 });`);
  writeFileSync(`${folder}/channels.ts`, `import { on, queue, topic } from "unmoor";\n${channels.join("\n")}\n`);
  writeFileSync(
    `${folder}/sends.ts`,
    `import { simulate } from "unmoor/testing";\nimport * as app from "./channels.ts";\nconst cloud = simulate(app);\n${sends.join("\n")}\n`,
  );
  const output = await compile("sends", ["sends.ts"], "--extendedDiagnostics", "--isolatedDeclarations", "false");
  expect(output).not.toContain("error");
  const count = Number(/Instantiations:\s+(\d+)/.exec(output)?.[1]);
  expect(count).toBeGreaterThan(200);
  expect(count).toBeLessThanOrEqual(900_000);
}, 60_000);
