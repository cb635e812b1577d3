import { expect, test } from "vitest";
import { bounds } from "../../../src/build/check/bounds.ts";
import { checkApp, UNMOOR } from "./app.ts";

const PROVIDERS = ["aws", "gcp", "azure", "vercel"] as const;
/** By provider, `severity code` of what is found of one code. */
async function by(
  code: string,
  source: string,
  options: Parameters<typeof checkApp>[1] = {},
): Promise<Record<string, string>> {
  const { findings } = await checkApp(UNMOOR + source, { targets: PROVIDERS, ...options });
  return Object.fromEntries(
    findings
      .filter((each) => each.code === code)
      .map(({ target, severity, message }) => [target, `${severity}: ${message}`]),
  );
}
const keep = "deadLetter: () => {}";

test("memory that a provider does not give", async () => {
  expect(await by("MEMORY_LIMIT", 'export const a = http("GET /", { memory: 12000 }, () => new Response());')).toEqual({
    aws: 'error: "a" asks for 12000 MB, and aws gives 128 to 10240 MB',
    vercel: 'error: "a" asks for 12000 MB, and vercel gives 128 to 4096 MB',
  });
});
test("memory that is not a function's own", async () => {
  const found = await by("MEMORY_IGNORED", 'export const a = http("GET /", { memory: 512 }, () => new Response());');
  expect(found).toEqual({ azure: expect.stringMatching(/^note: "a" asks for 512 MB: memory is the app's on Azure/) });
});
test("batches and windows that are larger than the provider's", async () => {
  const queue = `export const a = on(queue("a"), { batch: 20000, window: "10m", ${keep} }, async () => {});`;
  expect(Object.keys(await by("BATCH_LIMIT", queue))).toEqual(["aws", "azure", "gcp", "vercel"]);
  const { told } = await checkApp(UNMOOR + queue, { targets: ["aws"] });
  expect(told.filter((line) => line.includes("BATCH_LIMIT"))).toEqual([
    "warning BATCH_LIMIT a functions.ts:2:35",
    "warning BATCH_LIMIT a functions.ts:2:49",
  ]);
  const fifo = `export const a = on(queue("a", { fifo: true }), { batch: 20, ${keep} }, async () => {});`;
  expect((await by("BATCH_LIMIT", fifo)).aws).toBe(
    'warning: "a" asks for batches of 20, and aws sqs hands over 10 at most',
  );
});
test("deliveries that cannot be asked for", async () => {
  const found = await by(
    "ATTEMPTS_LIMIT",
    `export const a = on(schedule("0 2 * * *"), { attempts: 9 }, async () => {});`,
  );
  expect(Object.keys(found)).toEqual(["aws", "gcp"]);
});
test("a time zone that a provider's clock does not know", async () => {
  const source = 'export const a = on(schedule("0 2 * * *", { timeZone: "Europe/Berlin" }), async () => {});';
  expect(await by("MISSING_TRAIT", source)).toEqual({
    azure: expect.stringMatching(/^error: "a" runs by the clock of Europe\/Berlin: timers of Azure run in UTC/),
    vercel: expect.stringMatching(/^error: .*Vercel's cron jobs run by UTC only/),
  });
  const options = { aws: { schedule: "schedule-rule" }, vercel: { schedule: "schedules" } };
  expect(Object.keys(await by("MISSING_TRAIT", source, { options }))).toEqual(["aws", "azure"]);
});
test("a schedule that runs more often than some plan allows", async () => {
  const found = await by("SCHEDULE_FREQUENCY", 'export const a = on(schedule("*/15 8-17 * * 1-5"), async () => {});');
  expect(found).toEqual({ vercel: expect.stringMatching(/^warning: "a" runs 40 times a day on vercel: a Hobby plan/) });
  expect(await by("SCHEDULE_FREQUENCY", 'export const a = on(schedule("5 8 * * 1-5"), async () => {});')).toEqual({});
});
test("the delay of a Retry: not kept, or too long", async () => {
  const source = (after: string) =>
    `export const a = on(queue("a"), { ${keep} }, async () => { throw new Retry("later", { after: ${after} }); });`;
  const found = await by("RETRY_DELAY", source('"2h"'));
  expect(Object.keys(found)).toEqual(["vercel", "aws", "azure", "gcp"]);
  expect(found.vercel).toBe('warning: "a" retries after 7200 s, and vercel queue waits 3600 s at most');
  expect(Object.keys(await by("RETRY_DELAY", source('"30m"')))).toEqual(["aws", "azure", "gcp"]);
  expect(await by("RETRY_DELAY", source("Number(process.env.X)"))).toEqual({});
  expect(
    (await by("RETRY_DELAY", source('"30m"'), { options: { gcp: { queue: "cloud-tasks" } } })).gcp,
  ).toBeUndefined();
});
test("a plan's time", async () => {
  const found = await by("PLAN_LIMIT", `export const a = on(queue("a"), { timeout: "9m", ${keep} }, async () => {});`);
  expect(Object.keys(found)).toEqual(["vercel"]);
});
test("messages by their schema: always too large, allowed to be, and unknown", async () => {
  const app = (size: string) => `import * as z from "zod";
export const a = on(queue("a", { schema: z.object({ data: z.string()${size} }) }), { ${keep} }, async () => {});`;
  const found = async (size: string): Promise<Record<string, string>> =>
    by("MESSAGE_TOO_LARGE", app(size), { packages: ["zod"] });
  expect(await found(".min(2_000_000)")).toEqual({
    aws: 'error: every message of "a" has 2000011 bytes or more by its schema, and aws sqs carries 1048576',
    azure: expect.stringMatching(/^error/),
  });
  expect(await found(".max(300_000)")).toEqual({
    azure: 'warning: the schema of "a" allows messages of 300011 bytes, and azure service-bus carries 262144',
  });
  expect(await found("")).toEqual({});
});

test.each([
  [{ type: "string", minLength: 3, maxLength: 5 }, 5, 7],
  [{ type: "array", minItems: 2, maxItems: 3, items: { type: "string", minLength: 1 } }, 9, 13],
  [{ type: "object", properties: { a: { const: "x" }, b: { enum: [1, 100] } }, required: ["a"] }, 9, 17],
  [{ anyOf: [{ type: "null" }, { type: "string", minLength: 4 }] }, 1, 6],
  [{ allOf: [{ type: "string", minLength: 4 }, {}] }, 6, 6],
  [true, 0, 0],
  [{ type: "object" }, 2, 2],
] as const)("bounds of %j", (schema, least, told) => {
  expect(bounds(schema)).toEqual({ least, told });
});
test("no data of a schema is smaller than its least, nor larger than it tells", () => {
  const schema = { type: "object", properties: { a: { const: "x" }, b: { enum: [1, 100] } }, required: ["a"] };
  for (const data of [{ a: "x" }, { a: "x", b: 1 }, { a: "x", b: 100 }]) {
    const bytes = JSON.stringify(data).length;
    expect(bytes).toBeGreaterThanOrEqual(bounds(schema).least);
    expect(bytes).toBeLessThanOrEqual(bounds(schema).told);
  }
});

test("files that are larger than a target takes", async () => {
  const platform = {
    page: "https://toy.example",
    sdks: [],
    variables: [],
    globals: [],
    instance: { says: "one at a time", page: "https://toy.example/instances" },
    bundle: { bytes: 100, says: "the toy platform takes 100 bytes", page: "https://toy.example/size" },
  };
  const { findings } = await checkApp(`${UNMOOR}export const a = http("GET /", () => new Response());`, {
    toy: { platform },
  });
  expect(findings).toMatchObject([
    {
      code: "BUNDLE_TOO_LARGE",
      severity: "error",
      functions: ["a"],
      message: expect.stringMatching(/^the files of "http" have \d+ bytes: the toy/),
    },
  ]);
});
test("who may call: by the configuration", async () => {
  const source = 'export const a = http("GET /", () => new Response());';
  expect(Object.keys(await by("PUBLIC_FUNCTION", source))).toEqual(["aws", "azure", "vercel"]);
  const options = {
    aws: { http: "function-url", auth: "iam" },
    azure: { authLevel: "function" },
    gcp: { public: true },
  };
  expect(Object.keys(await by("PUBLIC_FUNCTION", source, { options }))).toEqual(["gcp", "vercel"]);
});
test("what only the adapter knows is found where it emits, with its functions", async () => {
  const source = `export const a = on(queue("no good name!"), { ${keep} }, async () => {});\nexport const b = http("GET /", () => new Response());`;
  const { told } = await checkApp(UNMOOR + source, { targets: ["azure"] });
  expect(told[0]).toBe("error INVALID_NAME a functions.ts:2:1");
});
