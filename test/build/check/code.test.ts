import { expect, test } from "vitest";
import { checkApp, UNMOOR } from "./app.ts";

/** What is found of one code on Vercel, `functions line:column` each. */
async function spots(
  code: string,
  source: string,
  more: Readonly<Record<string, string>> = {},
  target = "vercel",
): Promise<string[]> {
  const { findings } = await checkApp({ "functions.ts": UNMOOR + source, ...more }, { targets: [target] });
  return findings
    .filter((each) => each.code === code)
    .map(
      ({ functions, place, severity }) =>
        `${severity} ${functions} ${place?.file.split("/").at(-1)}:${place?.line}:${place?.column}`,
    );
}

test.each([
  ["a destructured parameter", 'http("GET /", (_request, { native }) => Response.json(native))'],
  ["a member", 'http("GET /", (_request, context) => Response.json(context.native))'],
  [
    "a destructured variable",
    'http("GET /", (_request, context) => { const { native: raw } = context; return Response.json(raw); })',
  ],
  ["a deadLetter handler", 'on(queue("a"), { deadLetter: (event, error, { native }) => native }, async () => {})'],
  [
    "a function that is handed the context",
    'http("GET /", (_request, context) => helper(context));\nconst helper = (context: { native: unknown }) => Response.json(context.native)',
  ],
  [
    "a layer of middleware",
    'http("GET /", { use: [{ http: (request: Request, context: any, next: any) => context.native && next() }] as never }, () => new Response())',
  ],
])("context.native is seen in %s", async (_, source) => {
  expect(await spots("NATIVE_USED", `export const a = ${source};`)).toHaveLength(1);
});
test("what is called native and is no context's is left alone", async () => {
  const source = `export const a = http("GET /", async (request) => { const { native } = await request.json() as any; const phone = { native: true }; return Response.json(phone.native || native); });`;
  expect(await spots("NATIVE_USED", source)).toEqual([]);
});

test.each([
  ["a header", "last = request.headers.get('x');"],
  ["a body, later", "const { user } = await request.json() as any; last = user.name;"],
  ["a member of a constant object", "state.user = new URL(request.url).pathname;"],
  ["a parameter of the route", "last = params.id;"],
  ["a part of the context", "({ client: last } = { client: context.client });"],
  ["through a function of the module", "remember(request.url);"],
  ["with ??=", "last ??= request.url;"],
])("a variable of the module that takes a part of the request: %s", async (_, body) => {
  const source = `let last: unknown = ""; const state: any = {};
function remember(value: string) { last = value; }
export const a = http("GET /:id", async (request, context) => { const { params } = context; ${body} void params; return new Response(String(last ?? state.user)); });`;
  const found = await spots("MODULE_STATE", source);
  expect(found).toEqual([expect.stringMatching(/^warning a functions\.ts:[34]:\d+$/)]);
});
test.each([
  ["what is made of the environment", "db ??= connect(context.env.DB_URL);"],
  ["a counter", "count += 1;"],
  ["a client that is awaited", "client ??= await connect('x');"],
  ["a local variable", "let mine = request.url; mine = request.url + mine;"],
  ["what provide made", "db ??= (context as any).pool.db;"],
])("a variable of the module that takes nothing of a request: %s", async (_, body) => {
  const source = `let db: unknown; let client: unknown; let count = 0;
const connect = (url: unknown) => ({ url });
export const a = http("GET /:id", async (request, context) => { ${body} return Response.json({ db, client, count, request, context }); });`;
  expect(await spots("MODULE_STATE", source)).toEqual([]);
});
test("handlers of a mounted app are seen, too", async () => {
  const source = `const app: any = { get() {}, fetch: () => new Response() }; let user = "";
app.get("/", (c: any) => { user = c.req.header("user"); return c.text(user); });
export const site = http("* /**", app.fetch);`;
  expect(await spots("MODULE_STATE", source)).toHaveLength(1);
});

test.each([
  ["process.env", "process.env.AWS_REGION"],
  ["a context's env", "context.env.AWS_LAMBDA_FUNCTION_NAME"],
  ["a text in brackets", 'process.env["AWS_REGION"]'],
  ["a destructured environment", "(() => { const { AWS_REGION } = process.env; return AWS_REGION; })()"],
])("a variable of one platform, by %s", async (_, expression) => {
  const source = `export const a = http("GET /", (_request, context) => Response.json([${expression}, context.env.SHOP_DB]));`;
  expect(await spots("PLATFORM_VARIABLE", source)).toHaveLength(1);
  expect((await spots("PLATFORM_VARIABLE", source, {}, "aws"))[0]).toMatch(/^note a /);
});
test("a variable of one platform in a destructured env, and in provide", async () => {
  const source = `const db = provide("db", (env) => env.VERCEL_URL);
export const a = http("GET /", { use: [db] }, (_request, { env: { K_SERVICE }, db }) => Response.json([K_SERVICE, db]));`;
  expect(await spots("PLATFORM_VARIABLE", source, {}, "aws")).toEqual([
    "warning a functions.ts:2:35",
    expect.stringMatching(/^warning a functions\.ts:3:\d+$/),
  ]);
});
test("a global of one platform, but not a name of the module's own", async () => {
  const source = (own: string) => `${own}export const a = http("GET /", () => Response.json(typeof awslambda));`;
  expect(await spots("PLATFORM_GLOBAL", source("declare const awslambda: unknown;\n"))).toEqual([
    expect.stringMatching(/^warning a functions\.ts:3:/),
  ]);
  expect(await spots("PLATFORM_GLOBAL", source("const awslambda = 1;\n"))).toEqual([]);
  expect(
    await spots(
      "PLATFORM_GLOBAL",
      `export const a = http("GET /", () => Response.json((globalThis as any).awslambda));`,
    ),
  ).toHaveLength(1);
});

const package_ = (name: string, code: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, type: "module", main: "i.js" }),
  [`node_modules/${name}/i.js`]: code,
});
test("an SDK counts for the functions that reach it, by the shortest way, and types do not", async () => {
  const { findings } = await checkApp(
    {
      "functions.ts": `${UNMOOR}import { far } from "./far.ts"; import { near } from "./near.ts"; import type { Table } from "@azure/data-tables"; import { Queue } from "@azure/storage-queue";
export const a = http("GET /a", () => Response.json([far(), near()]));
export const b = http("GET /b", () => Response.json({} as Table & Queue));
export const c = task("c", async () => (await import("@google-cloud/storage")).x);`,
      "far.ts": 'export { near as far } from "./near.ts";',
      "near.ts": 'import { store } from "store";\nexport const near = () => store;',
      ...package_("store", 'import { x } from "@aws-sdk/lib"; export const store = x;'),
      ...package_("@aws-sdk/lib", "export const x = 1;"),
      ...package_("@google-cloud/storage", "export const x = 1;"),
      ...package_("@azure/data-tables", ""),
      ...package_("@azure/storage-queue", ""),
    },
    { targets: ["vercel"] },
  );
  const sdks = findings.filter(({ code }) => code === "PROVIDER_SDK");
  expect(sdks.map(({ functions, message }) => `${functions}: ${message.split(": ")[1]}`)).toEqual([
    "a: functions.ts → near.ts → store → @aws-sdk/lib",
    "c: functions.ts → @google-cloud/storage",
  ]);
  expect(sdks[0]?.place).toMatchObject({ file: expect.stringMatching(/near\.ts$/), line: 1 });
});
test("an SDK that is left out of the bundle is seen, too", async () => {
  const { findings } = await checkApp(
    {
      "functions.ts": `${UNMOOR}import { x } from "@aws-sdk/lib";\nexport const a = http("GET /a", () => Response.json(x));`,
      ...package_("@aws-sdk/lib", "export const x = 1;"),
    },
    { targets: ["vercel"], external: ["@aws-sdk/lib"] },
  );
  expect(findings.filter(({ code }) => code === "PROVIDER_SDK")).toMatchObject([
    { functions: ["a"], place: { line: 2 } },
  ]);
});
test("a built-in module that a target lacks, also below a package", async () => {
  const platform = {
    page: "https://toy.example",
    sdks: [],
    variables: [],
    globals: [],
    instance: { says: "one at a time", page: "https://toy.example/instances" },
    builtins: { cluster: { says: "the toy platform has one process", page: "https://toy.example/processes" } },
  };
  const { findings } = await checkApp(
    {
      "functions.ts": `${UNMOOR}import { deep } from "deep"; import path from "node:path";\nexport const a = http("GET /a", () => Response.json([deep, path.sep]));`,
      ...package_("deep", 'import cluster from "node:cluster"; export const deep = cluster.isPrimary;'),
    },
    { toy: { platform } },
  );
  expect(findings).toMatchObject([
    {
      code: "MISSING_BUILTIN",
      severity: "error",
      message: '"a" uses node:cluster: the toy platform has one process: functions.ts → deep → node:cluster',
      page: "https://toy.example/processes",
      place: { line: 2 },
    },
  ]);
});

test.each([
  ["new Response(new Uint8Array(7 * 1024 * 1024))", true],
  ["new Response('x'.repeat(7e6))", true],
  ["new Response(Buffer.alloc(7_000_000).fill(1))", true],
  ["new Response(BIG)", true],
  ["Response.json({ a: 1 })", false],
  ["new Response(request.body, { headers: { 'content-length': '7000000' } })", true],
  ["new Response(new Uint8Array(5 * 1024 * 1024))", false],
  ["new Response('x'.repeat(Number(request.url)))", false],
])("the size of a response: %s", async (expression, large) => {
  const source = `const MB = 1024 * 1024; const BIG = new ArrayBuffer(8 * MB);\nexport const a = http("GET /a", (request) => [BIG, request] && ${expression});`;
  expect(await spots("RESPONSE_TOO_LARGE", source, {}, "aws")).toHaveLength(large ? 1 : 0);
  expect(await spots("RESPONSE_TOO_LARGE", source, {}, "vercel")).toEqual([]);
});
