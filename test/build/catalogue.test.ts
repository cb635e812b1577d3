import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { simulate } from "unmoor/testing";
import { describe, expect, test } from "vitest";
import { timerInverse } from "../../adapters/azure/inverse/timer.ts";
import { adapter as memory } from "../../adapters/memory/index.ts";
import { cron } from "../../adapters/node/codec/cron.ts";
import { cloudEventsCodec } from "../../adapters/vercel/codec/cloud-events.ts";
import { page } from "../../scripts/errors.ts";
import { catalogue, meaningOf } from "../../src/build/catalogue/index.ts";
import { root } from "./project.ts";

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}
const CODE = /^[A-Z]{2}[A-Z\d]*(_[A-Z\d]+)*$/;
/** Functions whose first argument is a code. */
const MAKERS = /^(error|fault|tied)$/;

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules") && !file.includes("catalogue"))
    .map((file) => join(root, folder, file));

/** Codes that a module makes: `error("CODE", …)`, and findings' `code: "CODE"`. */
function made(file: string): string[] {
  const found: string[] = [];
  const take = (value: Node | undefined): void => {
    if (value?.type === "ConditionalExpression") {
      take(value.consequent as Node);
      take(value.alternate as Node);
    } else if (typeof value?.value === "string" && CODE.test(value.value)) found.push(value.value);
  };
  const visit = (node: Node): void => {
    if (node.type === "CallExpression" && MAKERS.test(String((node.callee as Node).name)))
      take((node.arguments as Node[])[0]);
    if (node.type === "Property" && (node.key as Node).name === "code") take(node.value as Node);
    for (const inner of Object.values(node).flat())
      if (typeof (inner as Node | null)?.type === "string") visit(inner as Node);
  };
  visit(parseAst(readFileSync(file, "utf8"), { lang: "ts" }) as unknown as Node);
  // Node's own, which look alike.
  return found.filter((code) => !/^(ABORT_ERR|ENOENT)$/.test(code));
}

const used = new Set([...sources("src"), ...sources("adapters")].flatMap(made));
const known = new Set(Object.values(catalogue).flatMap((codes) => Object.keys(codes)));

test("the reader of codes sees them", () => {
  for (const code of ["ENTRY_NOT_FOUND", "UNCLAIMED", "PLATFORM_GLOBAL", "LIMIT_EXCEEDED", "AMBIGUOUS", "SOURCE_CLASH"])
    expect(used).toContain(code);
  expect(used.size).toBeGreaterThan(60);
});
test("every code that the sources make is in the catalogue, and no other", () => {
  expect([...used].filter((code) => !known.has(code))).toEqual([]);
  expect([...known].filter((code) => !used.has(code))).toEqual([]);
});
test("every code has a test that names it", () => {
  const tests = sources("test").filter(
    (file) => file.endsWith(".test.ts") || /test\/(types|runtimes|scenarios|conformance)\//.test(file),
  );
  const text = tests
    .filter((file) => !file.endsWith("catalogue.test.ts"))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const own = readFileSync(import.meta.filename, "utf8")
    .split('describe("codes that')
    .at(-1) as string;
  // Those of simulations are tried in test/testing by what they say.
  const codes = [...known].filter((code) => !Object.hasOwn(catalogue.testing, code));
  expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(text + own))).toEqual([]);
});
test("every code means something, says what to do, and has its line in docs/errors.md", () => {
  const written = readFileSync(join(root, "docs/errors.md"), "utf8");
  expect(written).toBe(page());
  for (const code of known) {
    expect(written).toContain(`### ${code}\n`);
    expect(meaningOf(code).means).toMatch(/^[\w"]/);
    expect([code, meaningOf(code).help]).toEqual([code, expect.stringMatching(/^[\w"].*[^.]$/)]);
  }
});

describe("codes that no other test triggers", () => {
  test("the in-memory provider builds nothing", () => {
    expect(() => memory.emit([], { name: "app" })).toThrow(expect.objectContaining({ code: "NOT_A_TARGET" }));
  });
  test("a run on the Node target that was not done fails", () => {
    const { encode } = cron();
    const run = { name: "nightly", due: "2026-11-28T02:00:00Z" };
    expect(() => encode([{ is: "retry", error: new Error("x") }], run)).toThrow(
      expect.objectContaining({ code: "RUN_FAILED" }),
    );
  });
  test("simulate knows its providers", async () => {
    await expect(simulate({}, { as: "nowhere" }).fetch("/")).rejects.toMatchObject({ code: "UNKNOWN_PROVIDER" });
  });
  test("a timer delivers one run at a time", async () => {
    const deliver = async (): Promise<unknown> => timerInverse.wire({ events: [] });
    await expect(deliver()).rejects.toMatchObject({ code: "INVALID_DELIVERY" });
  });
  test("a CloudEvent of another type is rejected alone", () => {
    const content = new TextEncoder().encode(
      JSON.stringify({ specversion: "1.0", id: "1", source: "/shop", type: "b" }),
    );
    const { events } = cloudEventsCodec({ match: { type: "a" } }).decode(
      { headers: new Headers({ "content-type": "application/cloudevents+json" }), content } as never,
      {} as never,
    );
    expect(events).toMatchObject([{ fault: { code: "UNMATCHED_EVENT" } }]);
  });
});
