import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { HELLO, project } from "./project.ts";
import { toy } from "./toy/index.ts";

/** A module whose build must end with `code`, `where` and `help` saying so; nothing is written. */
async function refuses(
  source: string,
  expected: { code: string; message?: RegExp; where?: RegExp | undefined; help?: RegExp },
  options: Parameters<ReturnType<typeof project>["refused"]>[0] = {},
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  using app = project({ "functions.ts": source, ...files });
  const before = app.list();
  const error = await app.refused(options);
  expect({ code: error.code, message: error.message, where: error.where, help: error.help }).toMatchObject({
    code: expected.code,
    message: expect.stringMatching(expected.message ?? /./),
    ...(expected.where && { where: expect.stringMatching(expected.where) }),
    ...(expected.help && { help: expect.stringMatching(expected.help) }),
  });
  expect(app.list()).toEqual(before);
  expect(app.list("node_modules").filter((name) => name.startsWith("."))).toEqual([]);
}

describe("finding the app", () => {
  test("a wrong entry", () =>
    refuses(
      HELLO,
      { code: "ENTRY_NOT_FOUND", message: /"nothing\.ts"/, help: /exports your functions/ },
      { entry: "nothing.ts" },
    ));
  test("an entry that does not parse, with its line", () =>
    refuses(`${HELLO}export const x: = 1;\n`, {
      code: "PARSE_ERROR",
      where: /functions\.ts:3:17\n {4}export const x: = 1;/,
    }));
  test("a package that is not installed, with the command", () =>
    refuses(`${HELLO}import x from "@scope/left-pad/sub";\nexport const y = x;`, {
      code: "UNRESOLVED_IMPORT",
      message: /"@scope\/left-pad" is not installed/,
      where: /functions\.ts:3:15\n/,
      help: /npm install @scope\/left-pad/,
    }));
  test("a file that does not exist", () =>
    refuses(`${HELLO}import x from "./gone.ts";\nexport const y = x;`, {
      code: "UNRESOLVED_IMPORT",
      message: /no module "\.\/gone\.ts"/,
      where: /functions\.ts:3:15/,
    }));
  test("an import that the other module does not export", () =>
    refuses(
      `${HELLO}import { no } from "./a.ts";\nexport const y = no;`,
      { code: "MISSING_EXPORT", where: /functions\.ts:3:10/ },
      {},
      {
        "a.ts": "export const yes = 1;",
      },
    ));
  test("all unresolved packages at once", async () => {
    using app = project({ "functions.ts": `${HELLO}import "one";\nimport "two";` });
    const { also, message } = await app.refused();
    expect([message, ...(also ?? []).map((each) => each.message)]).toEqual([
      'the package "one" is not installed',
      'the package "two" is not installed',
    ]);
  });
  test("an app without functions", () =>
    refuses("export const x = 1;", { code: "NO_FUNCTIONS", help: /http\("GET \/hello/ }));
  test("a function that has no name", () =>
    refuses(`import { http } from "unmoor";\nexport default http("GET /", () => new Response());`, {
      code: "INVALID_NAME",
      message: /"default"/,
    }));
  test("a route that types did not see", () =>
    refuses(`import { http } from "unmoor";\nexport const a = http("GTE /a" as string, () => new Response());`, {
      code: "INVALID_ROUTE",
      message: /^"a": "GTE \/a" is no route/,
    }));
});

describe("loading the app", () => {
  test("a throw shows the user's own line", () =>
    refuses(`${HELLO}const check = () => {\n  throw new TypeError("no luck");\n};\ncheck();\n`, {
      code: "EVALUATION_FAILED",
      message: /TypeError: no luck/,
      where: /functions\.ts:4:9\n {4}throw new TypeError/,
    }));
  test("a throw in a package shows the user's line that called it", () =>
    refuses(
      `${HELLO}import { fail } from "failing";\nfail();\n`,
      { code: "EVALUATION_FAILED", where: /functions\.ts:4:1\n {4}fail\(\);/ },
      {},
      {
        "node_modules/failing/package.json": '{"main":"i.js"}',
        "node_modules/failing/i.js": "exports.fail = () => { throw new Error('x') };",
      },
    ));
  test("a missing environment variable that the error names", () =>
    refuses(`${HELLO}const { SHOP_DB } = process.env;\nif (!SHOP_DB) throw new Error("SHOP_DB must be set");\n`, {
      code: "MISSING_ENV",
      message: /^SHOP_DB is not set/,
      where: /functions\.ts:4/,
      help: /context\.env/,
    }));
  test("a missing environment variable that breaks the line that reads it", () =>
    refuses(`${HELLO}export const host = process.env.SHOP_HOST.trim();\n`, {
      code: "MISSING_ENV",
      message: /^SHOP_HOST is not set/,
      where: /functions\.ts:3/,
    }));
  test("a set variable is there", async () => {
    using app = project({ "functions.ts": `${HELLO}if (process.env.SHOP_DB !== "x") throw new Error("SHOP_DB");` });
    await app.build({ env: { ...process.env, SHOP_DB: "x" } });
    expect(app.list("dist")).toContain("toy");
  });
  test.each([
    ["a timer", "setInterval(() => {}, 1000);", /Timeout/],
    ["a server", 'import { createServer } from "node:net";\ncreateServer().listen(0);', /TCPServerWrap/],
  ])("%s that is left open shows the line that opened it", (_, code, resource) =>
    refuses(
      `${HELLO}${code}\n`,
      {
        code: "OPEN_HANDLE",
        message: resource,
        where: /functions\.ts:[34]:\d+\n {4}(setInterval|createServer)/,
        help: /provide/,
      },
      { graceMs: 50 },
    ),
  );
  test("a timer that does not keep the process is no error", async () => {
    using app = project({ "functions.ts": `${HELLO}setInterval(() => {}, 1000).unref();` });
    await app.build({ graceMs: 50 });
    expect(app.list("dist")).toContain("toy");
  });
  test("an endless loop shows the line that spins", () =>
    refuses(
      `${HELLO}const spin = () => {\n  for (;;) {}\n};\nexport const x = spin();\n`,
      {
        code: "EVALUATION_TIMEOUT",
        message: /after 2000 ms/,
        where: process.platform === "win32" ? undefined : /functions\.ts:4:\d+\n {4}for/,
      },
      { timeoutMs: 2000 },
    ));
  test("a top-level await that nothing settles", () =>
    refuses(`${HELLO}await new Promise(() => {});\n`, { code: "EVALUATION_TIMEOUT", message: /top-level await/ }));
  test("the end of the process", () =>
    refuses(`${HELLO}process.exit(0);\n`, { code: "EVALUATION_EXIT", help: /process\.exit/ }));
  test("a rejection that nobody handles", () =>
    refuses(`${HELLO}Promise.reject(new Error("late"));\nawait new Promise((done) => setTimeout(done, 50));`, {
      code: "EVALUATION_FAILED",
      where: /functions\.ts:3:16/,
    }));
});

const TWO = `import { http } from "unmoor";
export const one = http("GET /a/:x", () => new Response());
export const two = http("GET /a/:y", () => new Response());
`;
const STREAM = `import { http } from "unmoor";
export const feed = http("GET /feed", { streaming: true }, () => new Response());
`;
const QUEUES = (...names: string[]): string =>
  `import { on, queue } from "unmoor";\n${names.map((name) => `export const ${name} = on(queue("${name}"), () => {});`).join("\n")}`;

describe("units and shapes", () => {
  test("two functions that answer the same, whatever their params are called", () =>
    refuses(TWO, { code: "ROUTE_CLASH", message: /"one" and "two" both answer GET \/a\/:y/ }));
  test("streaming where the shape cannot, with the trait's sentence and what would", () =>
    refuses(STREAM, {
      code: "MISSING_TRAIT",
      message: /"feed" cannot stream as toy call: the toy platform takes whole texts/,
      help: /toy\.http=line or stream.*--degrade feed/,
    }));
  test("streaming that is degraded by name is printed", async () => {
    using app = project({ "functions.ts": STREAM });
    const { warnings, manifest } = await app.build({ options: { toy: { degrade: "feed" } } });
    expect(warnings).toEqual(['"feed" is buffered as toy call: the toy platform takes whole texts']);
    expect(manifest.targets.toy?.units[0]?.shape).toBe("call");
  });
  test("streaming takes the shape that streams where there is one", async () => {
    using app = project({ "functions.ts": STREAM });
    const { manifest, warnings } = await app.build({ options: { toy: { http: "line" } } });
    expect([manifest.targets.toy?.units[0]?.shape, warnings]).toEqual(["stream", []]);
  });
  test("a shape that does not carry HTTP", () =>
    refuses(
      HELLO,
      { code: "UNKNOWN_SHAPE", message: /toy\.http is "notes"/, help: /"call", "line", "stream"/ },
      { options: { toy: { http: "notes" } } },
    ));
  test("a trigger that the provider lacks, with its sentence", () =>
    refuses(
      QUEUES("keep"),
      { code: "MISSING_TRIGGER", message: /toy cannot run "keep" \(queue\): nothing to queue on/ },
      {
        adapters: {
          toy: async () => ({
            toy: { ...toy, triggers: { ...toy.triggers, queue: { lacks: "nothing to queue on" } } },
          }),
        },
      },
    ));
  test("a timeout beyond the platform's", () =>
    refuses(
      `import { http } from "unmoor";\nexport const slow = http("GET /", { timeout: "2m" }, () => new Response());`,
      {
        code: "LIMIT_EXCEEDED",
        message: /"slow" asks for 120000 ms, and toy ends call after 60000 ms/,
      },
    ));
  test("two functions whose units would have one name", () =>
    refuses(QUEUES("a_b", "a$b"), { code: "UNIT_CLASH", message: /"a\$b" and "a_b"|"a_b" and "a\$b"/ }));
  test("a unit of two triggers", () =>
    refuses(
      `${HELLO}${QUEUES("keep")}`,
      { code: "UNIT_CLASH", message: /http and queue/ },
      { units: { all: ["hello", "keep"] } },
    ));
  test("units and degradations of functions that are not there", () =>
    refuses(HELLO, { code: "INVALID_OPTION", message: /"helo"/ }, { degrade: ["helo"] }));
});

describe("targets", () => {
  test("a provider that nobody knows", () =>
    refuses(HELLO, { code: "UNKNOWN_TARGET", message: /"asw"/, help: /use toy/ }, { targets: ["asw"] }));
  test("a path that is not there", () => refuses(HELLO, { code: "UNKNOWN_TARGET" }, { targets: ["./adapter.ts"] }));
  test("a module without an adapter", () =>
    refuses(
      HELLO,
      { code: "INVALID_ADAPTER", message: /exports no adapter/ },
      { adapters: { toy: async () => ({ x: 1 }) } },
    ));
  test("a module with two adapters", () =>
    refuses(
      HELLO,
      { code: "INVALID_ADAPTER", message: /exports 2 adapters/, help: /export one/ },
      { adapters: { toy: async () => ({ toy, other: { ...toy } }) } },
    ));
  test("two targets of one name", () =>
    refuses(
      HELLO,
      { code: "INVALID_ADAPTER", message: /two targets are called "toy"/ },
      { targets: ["toy", fileURLToPath(new URL("./toy/index.ts", import.meta.url))] },
    ));
  test("options of a target that is none", () =>
    refuses(HELLO, { code: "INVALID_OPTION", message: /"asw"/, help: /toy/ }, { options: { asw: {} } }));
  test("a name that no provider takes", () =>
    refuses(HELLO, { code: "INVALID_OPTION", message: /"My App"/ }, { name: "My App" }));
  test("a time that is none", () => refuses(HELLO, { code: "INVALID_OPTION" }, { timeoutMs: Number.NaN }));
  test("the package of a provider that is not installed, with the command", () =>
    refuses(
      HELLO,
      { code: "MISSING_PROVIDER_PACKAGE", message: /"@acme\/sdk"/, help: /npm install @acme\/sdk/ },
      { targets: ["acme/index.ts"] },
      {
        "acme/index.ts": `const file = new URL("./runtime.ts", import.meta.url).pathname;
          const lacks = { lacks: "not yet" };
          export const acme = { name: "acme", shapes: { call: { traits: {}, limits: {} } }, triggers: { http: ["call"], queue: lacks }, pack: "unit",
            entry: (unit) => \`import { serve } from \${JSON.stringify(file)}; import { routes } from "\${unit.module}"; export default serve(routes);\`,
            file: () => "index.mjs", emit: () => ({}) };`,
        "acme/runtime.ts": 'import sdk from "@acme/sdk";\nexport const serve = (x: unknown) => sdk(x);',
      },
    ));
  test("what the bundler cannot bundle", () =>
    refuses(
      `${HELLO}import x from "./native.node";\nexport const y = x;`,
      { code: "BUNDLE_FAILED", help: /--external/ },
      {},
      {
        "native.node": "\x7fELF\xff\xfe",
      },
    ));
  test("no target at all", () => refuses(HELLO, { code: "UNKNOWN_TARGET" }, { targets: [] }));
});
