import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { adapters } from "../../../adapters/index.ts";
import { type CheckResult, check } from "../../../src/build/index.ts";

const targets = ["aws", "gcp", "azure", "vercel", "node"] as const;
type Target = (typeof targets)[number];

const checked = (name: string, options: Parameters<typeof check>[0]["options"] = {}): Promise<CheckResult> =>
  check({
    entry: fileURLToPath(new URL(`../../../examples/${name}/functions.ts`, import.meta.url)),
    targets,
    adapters,
    options,
  });
/** `severity code functions line` of what is found on a target; of an example that grows, without lines. */
const found = ({ findings }: CheckResult, target: Target, lines = true): string[] =>
  findings
    .filter((each) => each.target === target)
    .map(({ severity, code, functions, place }) => `${severity} ${code} ${functions}${lines ? ` ${place?.line}` : ""}`);

const PUBLIC: Readonly<Record<Target, boolean>> = { aws: true, gcp: false, azure: true, vercel: true, node: true };

describe("hello and hono: nothing, but that the provider lets everybody in", async () => {
  const [hello, hono] = await Promise.all([checked("hello"), checked("hono")]);
  test.each(targets)("on %s", (target) => {
    expect(found(hello, target)).toEqual(
      PUBLIC[target] ? ["note PUBLIC_FUNCTION broken,echo,hello,search,visit 28"] : [],
    );
    expect(found(hono, target)).toEqual(PUBLIC[target] ? ["note PUBLIC_FUNCTION site 5"] : []);
  });
}, 120_000);

describe("orders: notes of what each provider guarantees less of, and what Vercel has not", async () => {
  const whole = checked("orders");
  const fitting = checked("orders", { vercel: { without: ["thumbnails", "trending"] } });
  const expected: Readonly<Record<Target, readonly string[]>> = {
    aws: ["note RETRY_DELAY fulfil", "note PUBLIC_FUNCTION order"],
    gcp: ["note RETRY_DELAY fulfil", "note BATCH_LIMIT trending"],
    azure: [
      "note RETRY_DELAY fulfil",
      "note NOT_REDELIVERED nightly",
      "note PUBLIC_FUNCTION order",
      "note NOT_REDELIVERED trending",
      "note BATCH_AS_A_WHOLE trending",
    ],
    vercel: ["note NOT_REDELIVERED nightly", "note PUBLIC_FUNCTION order", "note NOT_REDELIVERED payment"],
    node: ["note RETRY_DELAY fulfil", "note NOT_REDELIVERED nightly", "note PUBLIC_FUNCTION order"],
  };
  test.each(targets)(
    "on %s",
    async (target) => {
      expect(found(await fitting, target, false).sort()).toEqual([...expected[target]].sort());
      const lacking = ["error MISSING_TRIGGER thumbnails", "error MISSING_TRIGGER trending"];
      const all = [...(target === "vercel" ? lacking : []), ...expected[target]];
      expect(found(await whole, target, false).sort()).toEqual(all.sort());
    },
    120_000,
  );
});

describe("locked-in: each planted problem, and nothing else", async () => {
  const result = checked("locked-in");
  const sdk = "PROVIDER_SDK save 1";
  const state = "warning MODULE_STATE greet 17";
  const native = "warning NATIVE_USED inspect 22";
  const cron = "error INVALID_SCHEDULE nightly 33";
  const everybody = "note PUBLIC_FUNCTION greet,inspect,report,save 16";
  const expected: Readonly<Record<Target, readonly string[]>> = {
    aws: [
      cron,
      "error RESPONSE_TOO_LARGE report 27",
      "error LIMIT_EXCEEDED transcode 30",
      state,
      native,
      everybody,
      // At home the SDK works.
      `note ${sdk}`,
    ],
    // A response of 12 MB is within Cloud Run's 32 MiB.
    gcp: [cron, "error LIMIT_EXCEEDED transcode 30", state, native, `warning ${sdk}`],
    // Azure and Vercel stream every response; how long a function may run is their plans'.
    azure: [cron, state, native, `warning ${sdk}`, "warning PLAN_LIMIT transcode 30", everybody],
    vercel: [cron, state, native, `warning ${sdk}`, "warning PLAN_LIMIT transcode 30", everybody],
    // A process of one's own has no limit of time, nor of what it answers.
    node: [cron, state, native, `warning ${sdk}`, everybody],
  };
  test.each(targets)(
    "on %s",
    async (target) => {
      expect(found(await result, target)).toEqual(expected[target]);
    },
    120_000,
  );

  test("the SDK is there with the shortest way to it, at the import", async () => {
    const { findings } = await result;
    const [one] = findings.filter(({ code, target }) => code === "PROVIDER_SDK" && target === "gcp");
    expect(one?.message).toBe(
      '"save" uses @aws-sdk/client-s3, which is for aws only: functions.ts → storage/archive.ts → storage/bucket.ts → storage/client.ts → @aws-sdk/client-s3',
    );
    expect(one?.place).toMatchObject({ file: expect.stringMatching(/storage\/client\.ts$/), line: 1, column: 1 });
  }, 120_000);

  test("every finding has a page of its provider's and, but for notes, what to do", async () => {
    for (const { page, help, severity, code, target } of (await result).findings) {
      expect([code, target, page]).toEqual([code, target, expect.stringMatching(/^https:\/\//)]);
      if (severity !== "note") expect([code, target, help]).toEqual([code, target, expect.stringMatching(/./)]);
    }
  }, 120_000);

  test("what is accepted by name is a note, and what cannot be is none", async () => {
    const { findings } = await check({
      entry: fileURLToPath(new URL("../../../examples/locked-in/functions.ts", import.meta.url)),
      targets: ["aws"],
      adapters,
      degrade: {
        report: ["RESPONSE_TOO_LARGE"],
        transcode: ["LIMIT_EXCEEDED"],
        // What the rule has no other way for.
        nightly: ["ATTEMPTS_LIMIT"],
        "*": ["NATIVE_USED", "MODULE_STATE"],
      },
    });
    expect(findings.map(({ code, severity, accepted = false }) => `${severity} ${code} ${accepted}`).sort()).toEqual([
      "error INVALID_SCHEDULE false",
      "note MODULE_STATE true",
      "note NATIVE_USED true",
      "note PROVIDER_SDK false",
      "note PUBLIC_FUNCTION false",
      "note RESPONSE_TOO_LARGE true",
    ]);
  }, 120_000);
});
