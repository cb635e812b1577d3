import { existsSync, readFileSync } from "node:fs";
import type { Unit } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/azure/index.ts";
import { route } from "../../../adapters/azure/route.ts";
import { httpUnit } from "./build.ts";

const unit = httpUnit({ hello: "GET /hello/:name" });
const emit = (config: object = {}, units: readonly Unit[] = [unit]): Readonly<Record<string, string>> =>
  adapter.emit(units, { name: "My App", ...config });
const main = (config: object = {}, units: readonly Unit[] = [unit]): string =>
  adapter.main?.(units, { name: "app", ...config }) ?? "";
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (thrown) {
    return (thrown as { code?: string }).code;
  }
};

test("the files that func and the host read", () => {
  const files = emit();
  expect(Object.keys(files).sort()).toEqual([
    ".funcignore",
    "README.md",
    "host.json",
    "local.settings.json",
    "package.json",
  ]);
  expect(JSON.parse(files["package.json"] ?? "")).toMatchObject({
    name: "my-app",
    type: "module",
    main: "dist/index.mjs",
  });
  expect(JSON.parse(files["host.json"] ?? "").extensions.http.routePrefix).toBe("");
  expect(files[".funcignore"]).toContain("local.settings.json");
});

test("the auth level is always said, in code and to people", () => {
  expect(main()).toContain('authLevel: "anonymous"');
  expect(main({ authLevel: "function" })).toContain('authLevel: "function"');
  expect(emit()["README.md"]).toContain("Anybody may call");
  expect(emit({ authLevel: "function" })["README.md"]).not.toContain("Anybody may call");
});

test("a timeout and Easy Auth are in the unit's chunk", () => {
  const entry = adapter.entry({ ...unit, timeoutMs: 5000 }, { name: "app", easyAuth: true });
  expect(entry).toContain("{ timeoutMs: 5000 }");
  expect(entry).toContain("{ easyAuth: true }");
  expect(adapter.entry(unit, { name: "app" })).not.toMatch(/timeoutMs|easyAuth/);
});

test.each([
  ["azure.authLevel", () => main({ authLevel: "public" })],
  ["azure.easyAuth", () => adapter.entry(unit, { name: "app", easyAuth: "yes" })],
  ["azure.node", () => emit({ node: "18" })],
])("a wrong %s is a coded error", (_, run) => {
  expect(codeOf(run)).toBe("INVALID_TARGET_CONFIG");
});

test.each(["host", "Host", "1st", "-a", "a".repeat(129)])("a unit cannot be called %s on Azure", (name) => {
  expect(codeOf(() => main({}, [{ ...unit, name }]))).toBe("INVALID_NAME");
});

test.each([
  ["/", ""],
  ["/hello/:name", "hello/{name}"],
  ["/a/:b/:c?", "a/{b}/{c?}"],
  ["/**", "{*path}"],
  ["/files/**:rest", "files/{*rest}"],
  ["/a{b}", "a{{b}}"],
])("route %s is template %s", (path, template) => {
  expect(route(path)).toBe(template);
});

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What is wrong with a value, by the keywords that these schemas use for our files. */
function faults(value: unknown, schema: Schema, root: Schema, at = ""): string[] {
  if (schema.$ref) return faults(value, root.definitions?.[schema.$ref.replace("#/definitions/", "")] ?? {}, root, at);
  const found: string[] = [];
  const valid = (some: Schema): boolean => faults(value, some, root, at).length === 0;
  const type = Array.isArray(value) ? "array" : typeof value;
  if (schema.type && ![schema.type].flat().includes(type)) found.push(`${at} is ${type}, not ${schema.type}`);
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at} is none of ${schema.enum}`);
  if (schema.const !== undefined && schema.const !== value) found.push(`${at} is not ${schema.const}`);
  if (schema.pattern && !new RegExp(schema.pattern).test(String(value))) found.push(`${at} fits not ${schema.pattern}`);
  if (schema.oneOf && schema.oneOf.filter(valid).length !== 1) found.push(`${at} fits not one of oneOf`);
  if (schema.anyOf && !schema.anyOf.some(valid)) found.push(`${at} fits none of anyOf`);
  for (const part of schema.allOf ?? []) found.push(...faults(value, part, root, at));
  if (type !== "object") return found;
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of schema.required ?? []) if (!(name in members)) found.push(`${at}/${name} is missing`);
  for (const [name, member] of Object.entries(members)) {
    const own = schema.properties?.[name];
    if (own) found.push(...faults(member, own, root, `${at}/${name}`));
    else if (schema.additionalProperties === false) found.push(`${at}/${name} is unknown`);
    else if (typeof schema.additionalProperties === "object")
      found.push(...faults(member, schema.additionalProperties, root, `${at}/${name}`));
  }
  return found;
}

const schemas = new URL("../../../../shared/fixtures/azure/schemas/", import.meta.url);
const present = existsSync(schemas);
if (!present) console.warn(`skipped: ${schemas.pathname} is not on this machine`);

describe.skipIf(!present)("by the published schemas", () => {
  const schema = (name: string): Schema => JSON.parse(readFileSync(new URL(name, schemas), "utf8")) as Schema;

  test.each([
    ["host.json", "host.schema.json"],
    ["local.settings.json", "local.settings.schema.json"],
  ])("%s is valid", (file, name) => {
    const root = schema(name);
    expect(faults(JSON.parse(emit()[file] ?? ""), root, root)).toEqual([]);
  });

  test.each([
    { version: "3.0" },
    { version: "2.0", extensions: { http: { routePrefix: 1 } } },
    { version: "2.0", extensions: { https: {} } },
    { version: "2.0", extensionBundle: { id: 1, version: "4" } },
  ])("the check itself finds what is wrong with %j", (host) => {
    const root = schema("host.schema.json");
    expect(faults(host, root, root)).not.toEqual([]);
  });
});
