import { createHash } from "node:crypto";
import { SourceMap } from "node:module";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { HELLO, project } from "./project.ts";
import { toyApp } from "./toy/app.ts";
import { toy } from "./toy/index.ts";

type Handler = (native: unknown) => Promise<unknown>;

const APP = `${HELLO}
import { on, queue, Retry } from "unmoor";
export const admin = http("GET,POST /admin/**:rest", { timeout: "5s", memory: 512 }, async (request, { params }) => new Response(params.rest + await request.text()));
export const notes = queue("notes");
export const keep = on(notes, async (event) => { if (event.data === "later") throw new Retry("later"); });
export const version = 3;
export type Some = string;
`;

test("a provider outside the repository is one folder and one line", async () => {
  using app = project({ "functions.ts": APP });
  const { manifest, warnings } = await app.build();
  expect(warnings).toEqual([]);
  expect(app.list("dist")).toEqual(["manifest.json", "toy"]);
  expect(app.list("dist/toy")).toEqual(["http", "keep", "toy.json"]);
  const http = (await app.load("dist/toy/http/index.mjs")).handler as unknown as Handler;
  expect(await http(["GET", "/hello/World", [], ""])).toEqual([
    200,
    [["content-type", "application/json"]],
    '{"hello":"World"}',
  ]);
  expect(await http(["POST", "/admin/a/b", [], "!"])).toMatchObject([200, expect.anything(), "a/b!"]);
  expect(await http(["GET", "/nowhere", [], ""])).toMatchObject([
    404,
    [["content-type", "application/problem+json"]],
    expect.anything(),
  ]);
  const keep = (await app.load("dist/toy/keep/index.mjs")).handler as unknown as Handler;
  expect(await keep({ notes: ["now", "later"] })).toEqual([1]);
  expect(manifest.targets.toy?.units.map(({ name }) => name)).toEqual(["http", "keep"]);
});

test("a target may be the path of a module that exports an adapter", async () => {
  using app = project({ "functions.ts": HELLO });
  const toy = new URL("./toy/index.ts", import.meta.url).pathname;
  const { manifest } = await app.build({ targets: [toy], adapters: {} });
  expect(Object.keys(manifest.targets)).toEqual(["toy"]);
});

test("the manifest tells functions, triggers, routes, units, shapes, bytes and hashes", async () => {
  using app = project({ "functions.ts": APP });
  const { manifest } = await app.build();
  expect(JSON.parse(app.read("dist/manifest.json"))).toEqual(manifest);
  expect(manifest).toMatchObject({ generator: "unmoor", app: "my-app", entry: "../functions.ts" });
  const [http, keep] = manifest.targets.toy?.units ?? [];
  const code = app.read("dist/toy/http/index.mjs");
  expect(http).toMatchObject({
    trigger: "http",
    shape: "call",
    file: "http/index.mjs",
    bytes: Buffer.byteLength(code),
    gzip: gzipSync(code).length,
    sha256: createHash("sha256").update(code).digest("hex"),
    functions: [
      { name: "admin", methods: ["GET", "POST"], path: "/admin/**:rest", timeoutMs: 5000, memoryMb: 512 },
      { name: "hello", methods: ["GET"], path: "/hello/:name", streaming: false },
    ],
  });
  expect(keep).toMatchObject({
    trigger: "queue",
    functions: [{ name: "keep", source: { kind: "queue", name: "notes" } }],
  });
  expect(Object.values(http?.sizes ?? {}).reduce((a, b) => a + b)).toBe(http?.bytes);
  expect(manifest.targets.toy?.files["toy.json"]).toEqual({
    bytes: Buffer.byteLength(app.read("dist/toy/toy.json")),
    sha256: createHash("sha256").update(app.read("dist/toy/toy.json")).digest("hex"),
  });
});

test("the same app builds to the same bytes", async () => {
  using app = project({ "functions.ts": APP });
  await app.build();
  const before = app.read("dist/manifest.json");
  await app.build();
  expect(app.read("dist/manifest.json")).toBe(before);
});

test.each([
  ["source maps name the user's lines", undefined],
  ["a banner stands first and moves no line of the source map", "// first\n/* second */ const require = 1;\n"],
])("%s", async (_, banner) => {
  using app = project({
    "functions.ts": `${APP}\nexport const boom = http("GET /boom", () => {\n  throw new Error("boom");\n});\n`,
  });
  const adapter = { ...toy, ...(banner && { bundle: { banner } }) };
  await app.build({ adapters: { toy: async () => ({ adapter }) } });
  const code = app.read("dist/toy/http/index.mjs");
  if (banner) expect(code.startsWith(banner)).toBe(true);
  const map = JSON.parse(app.read("dist/toy/http/index.mjs.map"));
  expect(map.sources).toContain("../../../functions.ts");
  const lines = code.slice(0, code.indexOf("Error(`boom")).split("\n");
  const place = new SourceMap(map).findEntry(lines.length - 1, (lines.at(-1) ?? "").length);
  const wanted = app
    .read("functions.ts")
    .split("\n")
    .findIndex((line) => line.includes("throw new Error"));
  expect(place).toMatchObject({ originalLine: wanted, originalSource: expect.stringContaining("functions.ts") });
});

test("legal comments go to a file beside the bundle, and nothing else does", async () => {
  using app = project({
    "functions.ts": `import { deco } from "licensed";\n/*! by the shop */\n${HELLO}export const d = http("GET /d", () => new Response(deco()));`,
    "node_modules/licensed/package.json": '{"name":"licensed","type":"module","main":"index.js","sideEffects":false}',
    "node_modules/licensed/index.js":
      '/** @license Licensed 1.0 */\n// plain\nexport const deco = () => "/*! not a comment */";',
  });
  await app.build();
  expect(app.read("dist/toy/http/index.mjs.LEGAL.txt")).toBe(
    "licensed\n/** @license Licensed 1.0 */\n\n.\n/*! by the shop */\n",
  );
  expect(app.read("dist/toy/http/index.mjs")).not.toMatch(/Licensed 1|by the shop/);
});

test("CommonJS packages and builtins work in the bundle", async () => {
  using app = project({
    "functions.ts": `import { http } from "unmoor";\nimport old from "old";\nexport const a = http("GET /a", () => new Response(old.join("x", "y")));`,
    "node_modules/old/package.json": '{"name":"old","main":"index.js"}',
    "node_modules/old/index.js":
      'const path = require("path"); try { require("optional-thing") } catch {}\nexports.join = (...a) => path.posix.join(...a);',
  });
  await app.build();
  const { handler } = await app.load("dist/toy/http/index.mjs");
  expect(await (handler as unknown as Handler)(["GET", "/a", [], ""])).toMatchObject([200, expect.anything(), "x/y"]);
});

test("units can be put together by name", async () => {
  using app = project({ "functions.ts": APP });
  const { manifest } = await app.build({ units: { back: ["admin"] } });
  expect(manifest.targets.toy?.units.map(({ name, functions }) => [name, functions.map((fn) => fn.name)])).toEqual([
    ["back", ["admin"]],
    ["http", ["hello"]],
    ["keep", ["keep"]],
  ]);
});

test("what an export is called never collides with the names of an entry", async () => {
  using app = project({
    "functions.ts": `import { http } from "unmoor";
      export const handler = http("GET /handler", () => new Response("1"));
      export const routes = http("GET /routes", () => new Response("2"));
      export const httpDispatch = http("GET /dispatch", () => new Response("3"));
      export const $x_1 = http("GET /x", () => new Response("4"));`,
  });
  await app.build();
  const { handler } = await app.load("dist/toy/http/index.mjs");
  for (const [path, text] of Object.entries({ "/handler": "1", "/routes": "2", "/dispatch": "3", "/x": "4" }))
    expect(await (handler as unknown as Handler)(["GET", path, [], ""])).toMatchObject([200, expect.anything(), text]);
});

test("a bare function among the exports is a warning and is not built", async () => {
  using app = project({ "functions.ts": `${HELLO}export function oops() {}\nexport class Fine {}\nexport default 3;` });
  const { warnings, manifest } = await app.build();
  expect(warnings).toEqual([expect.stringMatching(/^the export "oops" is a function without a trigger/)]);
  expect(manifest.targets.toy?.units).toHaveLength(1);
});

test("paths and JSX of the user's tsconfig.json hold, in slices too", async () => {
  using app = project(
    {
      "tsconfig.json":
        '{"compilerOptions":{"jsx":"react-jsx","jsxImportSource":"hono/jsx","paths":{"@lib/*":["./lib/*"]}}}',
      "functions.tsx": `import { http, on, queue } from "unmoor";
import { name } from "@lib/name";
export const page = http("GET /page", () => new Response(String(<b>{name}</b>)));
export const other = on(queue("q"), () => {});`,
      "lib/name.ts": 'export const name: string = "tsconfig";',
    },
    ["hono"],
  );
  const get = (handler: unknown): Promise<unknown> => (handler as Handler)(["GET", "/page", [], ""]);
  const answer = [200, expect.anything(), "<b>tsconfig</b>"];
  await app.build({ entry: "functions.tsx" });
  expect(await get((await app.load("dist/toy/http/index.mjs")).handler)).toMatchObject(answer);
  await app.build({ entry: "functions.tsx", out: "all", adapters: { toy: async () => ({ toyApp }) } });
  expect(await get((await app.load("all/toy/app/index.mjs")).http)).toMatchObject(answer);
  const chunk = app.list("all/toy/app/chunks").find((file) => /^http.*map$/.test(file));
  expect(JSON.parse(app.read(`all/toy/app/chunks/${chunk}`)).sources).toContain("../../../../functions.tsx");
});
