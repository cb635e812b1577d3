import { readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { adapters } from "../adapters/index.ts";
import { parse, read } from "./syntax.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(root, folder, file));
const folders = (folder: string): string[] =>
  readdirSync(join(root, folder)).filter((name) => statSync(join(root, folder, name)).isDirectory());
const short = (file: string): string => relative(root, file);

/** What each room of `src` may import: other rooms, and packages. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  delivery: [],
  // Base64 and coded errors.
  event: ["delivery", "wire"],
  app: ["delivery"],
  pipeline: ["delivery", "event", "app", "wire", "rou3"],
  wire: [],
  fetch: [],
  adapter: ["delivery", "wire", "event", "pipeline", "app"],
  // The registry is opened by its published name only, when a provider is asked for: `simulate(app, { as: "aws" })`.
  testing: ["app", "pipeline", "adapter", "unmoor/adapters", "croner", "fast-check", "vitest", "node:*"],
  // The build is loaded when a runtime is tried; the scenarios' app is one as users write it.
  conformance: ["testing", "adapter", "build", "unmoor", "node:*"],
  build: [
    "app",
    "adapter",
    "unmoor/adapters",
    "rou3",
    "rou3/compiler",
    "rolldown",
    "rolldown/*",
    "commander",
    "yaml",
    "node:*",
  ],
};
/** What adapters may import beside the third-party door: their vendor's library. */
const VENDORS: Readonly<Record<string, readonly string[]>> = {
  // The channel is how the library's own connection is found; the library runs on nothing but Node.
  azure: ["@azure/functions", "node:diagnostics_channel"],
  // Loaded when a sender is verified, and only then.
  gcp: ["jose"],
  // Schedules in the process.
  node: ["croner"],
};
/** Rooms that end up in bundles. */
const RUNTIME = ["delivery", "event", "app", "pipeline", "wire", "fetch", "adapter"];
const FORBIDDEN = [
  "process",
  "console",
  "Buffer",
  "require",
  "module",
  "__dirname",
  "__filename",
  "setImmediate",
].flatMap((name) => [name, `globalThis.${name}`]);
/** The one file that knows the process. */
const HOST = "src/adapter/host.ts";

const allows = (list: readonly string[], name: string): boolean =>
  list.some((it) => it === name || (it.endsWith("*") && name.startsWith(it.slice(0, -1))));

/** Files of an adapter that its entries bring into a bundle. */
function bundled(name: string): string[] {
  const start = join(root, "adapters", name, "runtime.ts");
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { specifier, type } of read(file).imports)
      if (!type && specifier.startsWith(".")) follow(resolve(dirname(file), specifier));
  };
  if (statSync(start, { throwIfNoEntry: false })) follow(start);
  return [...seen];
}

const providers = folders("adapters");
const runtimeFiles = [
  ...RUNTIME.flatMap((room) =>
    statSync(join(root, "src", room), { throwIfNoEntry: false }) ? files(`src/${room}`) : [],
  ),
  ...providers.flatMap(bundled),
];

describe("the reader of these rules", () => {
  test("sees every kind of import, and which of them are erased", () => {
    const { imports } = parse(`
      import a, { type B } from "a";
      import type { C } from "c";
      import { type D } from "d";
      import "e";
      export { f } from "f";
      export type { G } from "g";
      export * from "h";
      const lazy = () => import("i");
      let j: import("j").J;
    `);
    expect(imports.map(({ specifier, type }) => (type ? `type ${specifier}` : specifier)).sort()).toEqual(
      ["a", "type c", "type d", "e", "f", "type g", "h", "i", "type j"].sort(),
    );
  });

  test("sees names that a module does not bind, through casts and destructuring", () => {
    const { globals } = parse(`
      const a = process.env;
      const { Buffer: b } = globalThis as unknown as { Buffer: unknown };
      (globalThis as any).console.log(a.require, { module: b });
    `);
    expect([...globals].sort()).toEqual(["globalThis", "globalThis.Buffer", "globalThis.console", "process"]);
  });

  test("takes parameters, own bindings, keys and types for what they are", () => {
    const { globals } = parse(`
      interface Process { process: Buffer }
      export function run(process: Process, { console: require }: { console: () => void }) { require(); return process.process; }
      const Buffer = 1;
      export { Buffer };
    `);
    expect([...globals]).toEqual([]);
  });

  test("sees statements that run at import", () => {
    expect(parse("import 'x'; const a = 1; export class B {} a;").effects).toEqual(["ExpressionStatement"]);
    expect(parse("if (1) { }").effects).toEqual(["IfStatement"]);
  });
});

describe("rooms of src", () => {
  test("are the ones of the table", () => {
    expect(folders("src").filter((room) => !(room in ROOMS))).toEqual([]);
  });

  test.each(folders("src"))("%s imports only what the table allows", (room) => {
    const wrong = files(`src/${room}`).flatMap((file) =>
      read(file).imports.flatMap(({ specifier }) => {
        const target = specifier.startsWith(".") ? short(resolve(dirname(file), specifier)) : specifier;
        const [top, other] = target.split("/");
        const name = !specifier.startsWith(".") ? specifier : top === "src" ? String(other) : target;
        return name === room || allows(ROOMS[room] ?? [], name) ? [] : [`${short(file)} imports ${specifier}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("own files are imported with their ending", () => {
    const wrong = files("src").flatMap((file) =>
      read(file)
        .imports.filter(({ specifier }) => /^\.(?!.*\.ts$)/.test(specifier))
        .map(({ specifier }) => `${short(file)}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test("the public door re-exports and does nothing else", () => {
    const { effects, globals } = read(join(root, "src/index.ts"));
    expect([effects, [...globals]]).toEqual([[], []]);
  });
});

describe("adapters", () => {
  test("are the folders, the registry and nothing else", () => {
    expect(Object.keys(adapters).sort()).toEqual([...providers].sort());
  });

  test("the registry knows folders and the contract", () => {
    const { imports } = read(join(root, "adapters/index.ts"));
    const expected = [...providers.map((name) => `./${name}/index.ts`), "unmoor/adapter"];
    // Some twice: for the adapter, and for the types of its options.
    expect([...new Set(imports.map(({ specifier }) => specifier))].sort()).toEqual(expected.sort());
  });

  test.each(providers)("%s imports the third-party door and its own folder", (name) => {
    const folder = join(root, "adapters", name);
    const allowed = ["unmoor/adapter", ...(VENDORS[name] ?? [])];
    const wrong = files(`adapters/${name}`).flatMap((file) =>
      read(file)
        .imports.filter(({ specifier }) =>
          specifier.startsWith(".")
            ? !resolve(dirname(file), specifier).startsWith(`${folder}/`)
            : !allowed.includes(specifier),
        )
        .map(({ specifier }) => `${short(file)} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each(providers)("%s bundles nothing of the build or of the inverse", (name) => {
    const wrong = bundled(name)
      .map(short)
      .filter((file) => /\/(inverse\/|emit|index\.ts|entry|traits)/.test(file));
    expect(wrong).toEqual([]);
  });
});

describe("what ends up in bundles", () => {
  test("names no part of Node but in the host", () => {
    const wrong = runtimeFiles
      .filter((file) => short(file) !== HOST)
      .flatMap((file) =>
        [...read(file).globals].filter((name) => FORBIDDEN.includes(name)).map((name) => `${short(file)}: ${name}`),
      );
    expect(wrong).toEqual([]);
    expect(read(join(root, HOST)).globals).toContain("globalThis.process");
  });

  test("does nothing when it is imported", () => {
    expect(runtimeFiles.flatMap((file) => read(file).effects.map((kind) => `${short(file)}: ${kind}`))).toEqual([]);
  });
});
