import { describe, expect, test } from "vitest";
import { slice } from "../../../src/build/slice/index.ts";
import { cut } from "./cut.ts";

/** `code` with each statement on a line; those that begin with "- " go away, the others stay. */
function check(code: string, wanted: readonly string[]): void {
  const lines = code
    .trim()
    .split("\n")
    .map((line) => line.trim());
  const source = lines.map((line) => line.replace(/^- /, "")).join("\n");
  const left = lines.filter((line) => !line.startsWith("- ")).join("\n");
  expect(cut(source, wanted)).toBe(left);
}

describe("a statement rooted at a binding follows it", () => {
  test.each<[title: string, code: string]>([
    [
      "methods, also chained, optional, computed and awaited",
      `
      import { Hono } from "hono";
      const app = new Hono();
      - const other = new Hono();
      app.get("/a", a).post("/b", b);
      - other.get("/a", a).post("/b", b);
      app?.["use"]?.(b);
      await app.ready();
      - await other.ready();
      void app.on("x", () => {});
      const a = () => 1, b = () => 2;
      export const wanted = app.fetch;
      - export const unwanted = other.fetch;`,
    ],
    [
      "assignments of every kind",
      `
      let count = 0, total = 1;
      - let spare = 0;
      count++;
      total += 2;
      - spare ||= 3;
      ({ count, total } = { count, total });
      [count = 2, ...[total]] = [];
      - [spare] = [1];
      export const wanted = () => count + total;
      - export const unwanted = () => spare;`,
    ],
    [
      "a method whose result nobody looks at",
      `
      const registry = create();
      - const other = create();
      function create() { return {}; }
      registry.replace("a", "b");
      - other.replace("a", "b");
      export const wanted = registry;
      - export const unwanted = other;`,
    ],
    [
      "members, delete and the mutators of Object and Reflect",
      `
      const config = {};
      - const other = {};
      config.a = { b: 1 };
      delete config.a.b;
      Object.assign(config, { c: 1 });
      - Object.assign(other, { c: 1 });
      Object.defineProperty(config, "d", { value: 1 });
      Reflect.set(config, "e", 1);
      - Object.freeze(other);
      export const wanted = config;
      - export { other as unwanted };`,
    ],
    [
      "functions and classes with properties",
      `
      export function wanted() {}
      - export function unwanted() {}
      wanted.displayName = "x";
      - unwanted.displayName = "y";
      - class Other {}
      - Other.prototype.close = function () {};`,
    ],
    [
      "blocks follow what they change",
      `
      const routes = [];
      - const others = [];
      for (const path of ["/a", "/b"]) routes.push(path);
      - for (const path of ["/a", "/b"]) others.push(path);
      if (process.env.DEBUG) { routes.push("/debug"); }
      - if (process.env.DEBUG) { others.push("/debug"); }
      try { routes.push(JSON.parse("1")); } catch { routes.length = 0; }
      - switch (others.length) { case 0: others.push("/"); }
      - { const routes = []; routes.push(1); }
      outer: while (routes.length < 3) { routes.push("/"); break outer; }
      export const wanted = routes;
      - export const unwanted = others;`,
    ],
    [
      "callbacks that run at once",
      `
      const registry = new Map();
      - const others = new Map();
      ["a", "b"].forEach((name) => registry.set(name, 1));
      - ["a", "b"].forEach((name) => others.set(name, 1));
      Object.entries({ a: 1 }).map(([name, value]) => registry.set(name, value));
      (() => { registry.set("c", 1); })();
      await Promise.all(["d"].map(async (name) => { registry.set(name, 1); }));
      export const wanted = registry;
      - export const unwanted = others;`,
    ],
    [
      "a function of the module that changes a binding",
      `
      const registry = new Map();
      - const others = new Map();
      function register(name) { registry.set(name, 1); }
      - function add(name) { others.set(name, 1); }
      register("a");
      - add("a");
      const id = register("b");
      - const no = add("b");
      export const wanted = registry;
      - export const unwanted = others;`,
    ],
    [
      "a function of the module that changes what it is given",
      `
      const app = create();
      - const other = create();
      function create() { return []; }
      function mount(path, to) { to.push(path); }
      mount("/a", app);
      - mount("/a", other);
      export const wanted = app;
      - export const unwanted = other;`,
    ],
    [
      "what is held by another, under another name, or given out by a function",
      `
      const app = create();
      function create() { return { routes: [] }; }
      const { routes } = app;
      routes.push(1);
      const alias = app;
      alias.routes.push(2);
      const box = { app };
      box.app.routes.push(3);
      const get = () => app;
      get().routes.push(4);
      const api = app.basePath("/api");
      api.get("/x");
      - const other = create();
      - other.routes.push(5);
      export const wanted = app;
      - export const unwanted = other;`,
    ],
    [
      "the declaration of an unwanted name that changes a wanted one",
      `
      import { Hono } from "hono";
      const app = new Hono();
      export const chained = app.get("/a", () => {}).get("/b", () => {});
      class Plugin { static { app.use(() => {}); } }
      const plugin = Object.assign(app, { a: 1 });
      export { app as wanted };`,
    ],
    [
      "an unwanted default export that changes a wanted name",
      `
      import { Hono } from "hono";
      export const wanted = new Hono();
      export default wanted.get("/a", () => {});`,
    ],
    [
      "an import of this module's statement only where its binding is",
      `
      import { a } from "a";
      - import { b } from "b";
      const app = a();
      - const other = b();
      app.use(a);
      - other.use(b);
      export const wanted = app;
      - export const unwanted = other;`,
    ],
  ])("%s", (_, code) => check(code, ["wanted"]));
});

describe("a statement rooted at nothing of the module stays", () => {
  test.each([
    'console.log("boot")',
    'globalThis.name = "x"',
    'process.env.TZ = "UTC"',
    'process.on("exit", () => {})',
    "imported()",
    "imported.config({ locale: 1 })",
    "imported`a`",
    "new imported()",
    "await imported()",
    'await import("./setup.ts")',
    "await Promise.all([imported(), 1])",
    "imported().catch(console.error)",
    "[1].forEach(imported)",
    "(async () => { await imported(); })()",
    "setTimeout(() => {}, 1)",
    'if (!process.env.KEY) throw new Error("KEY is missing")',
    "for (const each of [1]) { imported(each); }",
    "try { imported(); } catch {}",
    "Object.assign(globalThis, { a: 1 })",
    "Array.prototype.last = function () {}",
    "process.env.A ? imported() : 0",
    "debugger",
    "const client = imported; client.init()",
    "const { env } = process; env.A = 'b'",
  ])("%s", (statement) => {
    const code = `import { imported } from "imported";\n${statement};\nexport const a = 1;\nexport const b = 2;`;
    const { effects } = slice(code, new Set(["a"]), { id: "a.ts" });
    expect(cut(code, ["a"])).toContain(statement.split("; ").at(-1));
    expect(effects.map(({ line }) => line)).toEqual([2]);
  });

  test("so do bare imports and directives", () => {
    check(
      `"use strict";
      import "reflect-metadata";
      import {} from "side-effect";
      export {} from "other";
      - import { a } from "a";
      export const b = 1;`,
      ["b"],
    );
  });

  test("so does a call of a function of the module that does it, with all that it needs", () => {
    check(
      `
      import { init } from "telemetry";
      const options = { key: 1 };
      function boot() { init(options); }
      boot();
      - export const a = 1;
      export const b = 2;`,
      ["b"],
    );
  });

  test("so does a declaration that nothing mentions, for it can only be there for what it does", () => {
    const code = `import { start } from "telemetry";\nconst tracer = start();\nexport const a = 1;\nexport const b = 2;`;
    expect(slice(code, new Set(["b"]), { id: "a.ts" }).effects).toEqual([{ line: 2, text: "tracer = start()" }]);
  });

  test("a declaration that an unwanted function mentions goes with it", () => {
    check(
      `
      - import { connect } from "db";
      - const db = connect();
      - export const a = () => db;
      export const b = 2;`,
      ["b"],
    );
  });

  test("nothing stays of what has no effect at all", () => {
    check(
      `
      - 1 + 1;
      - (function unused() {});
      - [1, 2].map((each) => each + 1);
      - new Map().set("a", 1);
      - ;
      export const b = 2;`,
      ["b"],
    );
  });
});

describe("names are resolved as the language does", () => {
  test.each<[title: string, kept: string]>([
    ["a parameter", "export const wanted = (x) => x;"],
    ["a destructured parameter with a default", "export const wanted = ({ y: { x } = {} }, ...[z]) => [x, z];"],
    ["a local", "export const wanted = () => { const x = 1; return x; };"],
    ["a hoisted var", "export const wanted = () => { x = 2; if (true) { var x = 1; } return x; };"],
    ["a hoisted function", "export const wanted = () => { return x(); function x() {} };"],
    ["a class's own name", "export const wanted = class x { static y = x; };"],
    ["a function's own name", "export const wanted = function x() { return x; };"],
    ["a caught error", "export const wanted = () => { try { z(); } catch (x) { return x; } function z() {} };"],
    [
      "a loop's variable",
      "export const wanted = () => { for (const x of []) return x; for (let x = 0; x < 1; x++) {} };",
    ],
    ["a label", "export const wanted = () => { x: for (;;) break x; };"],
    ["a property", "export const wanted = (o) => ({ x: o.x, x() {}, get x() { return 1; } });"],
    ["a private or public member", "export class wanted { x = 1; #x = this.x; static x() {} }"],
    ["a type", "export const wanted = (a: typeof x, b: x.y): x => a as x;"],
    ["a member of an enum", "export enum wanted { x, y = x }"],
    ["a name inside a namespace", "export namespace wanted { const x = 1; export const y = x; }"],
    ["a switch's local", "export const wanted = (a) => { switch (a) { case 1: let x = 1; return x; } };"],
    ["a static block's var", "export class wanted { static { var x = 1; x++; } }"],
  ])("%s hides it", (_, kept) => expect(cut(`export const x = 1;\n${kept}`, ["wanted"])).toBe(kept));

  test.each<[title: string, kept: string]>([
    ["a default parameter", "export const wanted = (a = x) => { var x; return a; };"],
    ["a shorthand property", "export const wanted = () => ({ x });"],
    ["a computed key", "export const wanted = { [x]: 1 };"],
    ["a computed class member", "export class wanted { [x] = 1; }"],
    ["heritage", "export class wanted extends x {}"],
    ["a block that does not hide it outside", "export const wanted = () => { { let x = 1; } return x; };"],
    ["a template", "export const wanted = `$" + "{x}`;"],
    ["a type assertion of a value", "export const wanted = <number>(x as unknown);"],
    ["satisfies, !, and instantiation", "export const wanted = [x satisfies number, x!, x<string>];"],
    ["an enum's value", "export enum wanted { y = x }"],
    ["a parameter property's default", "export class wanted { constructor(private a = x) {} }"],
    ["a destructuring assignment", "export const wanted = (a) => { [a.b = x] = []; };"],
    ["an escaped name", "export const wanted = \\u0078;"],
    ["a type in a decorated class", "export class wanted { @dec a: x.Y<string>; }"],
    ["a type of a decorated class's constructor", "@dec export class wanted { constructor(private a: x) {} }"],
    ["a decorator's argument", "@((t) => t) export class wanted { @((x) => () => {}) y() { return x; } }"],
  ])("%s mentions it", (_, kept) =>
    expect(cut(`export const x = 1;\n${kept}`, ["wanted"])).toBe(`export const x = 1;\n${kept}`),
  );

  test("cycles and uses before the declaration", () => {
    check(
      `
      export const wanted = () => even(2);
      function even(n) { return n === 0 || odd(n - 1); }
      function odd(n) { return n !== 0 && even(n - 1); }
      - function lonely() { return lonely(); }`,
      ["wanted"],
    );
  });

  test("a var declared twice, and a var declared in a block, are one binding", () => {
    check(
      `
      var a = 1;
      var a = a + 1;
      if (a) { var b = 2; }
      for (var c = 0; c < 2; c++) {}
      - for (var d of [1]) {}
      export { a, b, c };`,
      ["a", "b", "c"],
    );
  });
});

describe("what functions share does not tie them together", () => {
  test.each<[title: string, code: string]>([
    [
      "state that only handlers touch",
      `
      - import { http } from "unmoor";
      import { on, queue } from "unmoor";
      const cache = new Map();
      let hits = 0;
      - export const a = http("GET /a", () => { cache.set("a", hits++); });
      export const wanted = on(queue("b"), () => { cache.delete("b"); hits = 0; });`,
    ],
    [
      "a database behind a helper of the module that logs, validates and wraps",
      `
      import { http } from "unmoor";
      import { connect, check, span } from "other";
      const db = connect();
      const define = (name, { run, ...more }, guard = () => true) => {
        console.log("defining", name.toLowerCase());
        if (!check(name)) throw new Error(name);
        const handler = span(name, run);
        return http(\`GET /\${name}\`, more, async (request) => guard() && handler(request));
      };
      - export const a = define("a", { run: () => db.insert(1) });
      export const wanted = define("b", { run: () => db.insert(2) });`,
    ],
    [
      "middleware from a list, a factory and a constant",
      `
      import { http, provide } from "unmoor";
      import { cors } from "other";
      const db = provide("db", (env) => connect(env));
      function connect(env) { return [env]; }
      const auth = (role) => async (request, context, next) => { db.push(role); return next(request); };
      const common = [cors(), db];
      const admin = common.concat(auth("admin"));
      - export const a = http("GET /a", { use: [...common, auth("a")] }, () => {});
      export const wanted = http("GET /b", { use: [...admin, auth("b")].filter(Boolean) }, () => {});`,
    ],
    [
      "a source that one function reads and another writes",
      `
      import { http, queue, send } from "unmoor";
      - import { on } from "unmoor";
      export const orders = queue("orders");
      - export const a = on(orders, async (event) => { await send(orders, event); });
      export const wanted = http("POST /", async () => send(orders, 1));`,
    ],
    [
      "a schema and those made from it",
      `
      import { z } from "zod";
      const Base = z.object({ id: z.string() });
      - const More = Base.extend({ more: z.string() });
      - export const a = () => More.parse(1);
      export const wanted = () => Base.parse(1);`,
    ],
    [
      "a client that each binds its own part of",
      `
      import { Client } from "client";
      const client = new Client();
      const table = \`t-\${"x".repeat(2)}\`;
      - export const a = () => client.get(table);
      export const wanted = () => client.put(table);`,
    ],
  ])("%s", (_, code) => check(code, ["wanted", "orders"].slice(0, code.includes("orders =") ? 2 : 1)));
});
