import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/aws/index.ts";
import type { SourceFacts, Trigger, Unit } from "../../../src/adapter/index.ts";
import { message, records, snsRecord } from "../../adapters/aws/event-samples.ts";
import type { Result } from "./environment.ts";
import { type Lambda, lambda } from "./lambda.ts";

// The scenarios run on this runtime, too; here is what they cannot say: other ways to build, and events gone astray.
const APP = `
import { on, queue, task } from "unmoor";
export const orders = on(queue("orders"), async (event) => {
  if (event.data?.do === "throw") throw new Error("thrown ✗");
});
export const resize = task("resize", async ({ key }) => {
  if (key === "throw") throw new Error("thrown ✗");
  return { key, width: 1 };
});
`;
const UNITS: Readonly<Record<string, readonly [shape: string, source: SourceFacts | undefined]>> = {
  orders: ["sqs", { kind: "queue", name: "orders" }],
  resize: ["invoke", undefined],
};

const dir = mkdtempSync(join(tmpdir(), "unmoor-aws-events-"));
const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
writeFileSync(join(dir, "app.mjs"), APP);
afterAll(() => rmSync(dir, { recursive: true }));

/** The adapter's own entry of a unit, bundled. */
async function bundle(name: string, config: object = {}, folder = name): Promise<void> {
  const [shape, source] = UNITS[name]!;
  const trigger: Trigger = source?.kind ?? "task";
  const fn = { name, trigger, streaming: false, ...(source && { source }) };
  const unit: Unit = { name, trigger, shape, functions: [fn], module: join(dir, "app.mjs") };
  mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, `${folder}.mjs`), adapter.entry(unit, { name: "app", ...config }));
  const build = await rolldown({
    input: join(dir, `${folder}.mjs`),
    platform: "node",
    resolve: {
      alias: {
        "unmoor/aws": file("adapters/aws/runtime.ts"),
        "unmoor/adapter": file("src/adapter/index.ts"),
        unmoor: file("src/app/index.ts"),
      },
    },
  });
  await build.write({ format: "esm", minify: true, file: join(dir, folder, "index.mjs") });
  await build.close();
}

/** A unit on aws-lambda-ric. */
function running(unit: string): Lambda["invoke"] {
  let target: Lambda;
  beforeAll(() => {
    target = lambda({ taskRoot: join(dir, unit), env: {}, timeoutMs: 3000, log() {} });
  });
  afterAll(() => target.stop());
  return (event) => target.invoke(event);
}

/** What Lambda was given back, or the name of the failure. */
const reply = (result: Result): unknown =>
  result.is === "buffered" ? JSON.parse(result.payload.toString()) : result.is === "error" ? result.type : result.is;

beforeAll(async () => {
  await Promise.all([...Object.keys(UNITS).map((name) => bundle(name)), bundle("orders", { partial: false }, "whole")]);
}, 60_000);

describe("a queue", () => {
  const orders = running("orders");
  const whole = running("whole");
  const bad = message({ messageId: "m-2", body: JSON.stringify({ do: "throw" }) });

  test("with partial batches what failed is reported", async () => {
    expect(reply(await orders(records(message(), bad)))).toEqual({ batchItemFailures: [{ itemIdentifier: "m-2" }] });
  });
  test("without partial batches the invocation fails, and a good batch is null", async () => {
    expect(reply(await whole(records(message(), bad)))).toBe("AggregateError");
    expect(reply(await whole(records(message())))).toBeNull();
  });
  test.each([[{}], [snsRecord()], [{ Records: [] }], [null]])("%o is refused: the invocation fails", async (event) => {
    expect(await orders(event)).toMatchObject({ is: "error", message: "this is no event of sqs" });
  });
});

describe("a task", () => {
  const resize = running("resize");
  test("its result is the reply; its failure the invocation's, in its own words", async () => {
    expect(reply(await resize({ key: "a" }))).toEqual({ key: "a", width: 1 });
    expect(await resize({ key: "throw" })).toMatchObject({ is: "error", message: "thrown ✗" });
  });
  test("an event that was wired to it by mistake is refused", async () => {
    expect(await resize(records(message()))).toMatchObject({ is: "error", message: "this is no event of invoke" });
  });
});
