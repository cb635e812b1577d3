import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environment } from "../../../adapters/vercel/index.ts";
import { type Dev, startDev, vercelCli } from "../../runtimes/vercel/dev.ts";
import { emitted } from "./build.ts";
import { eventUnit, taskUnit } from "./units.ts";

const cli = vercelCli();
if (!cli) console.warn("the package vercel is not installed in test/runtimes: its brokers are not tested");

const UNITS = [
  eventUnit("fulfil", { kind: "queue", name: "orders" }, { deadLetter: true, attempts: 3 }),
  eventUnit("log", { kind: "topic", name: "audit" }, { deadLetter: true }),
  eventUnit("nightly", { kind: "schedule", cron: "0 2 * * 7", timeZone: "Asia/Tokyo" }),
  taskUnit("resize"),
];

describe.skipIf(!cli)("under vercel dev, with Vercel's own queue and schedule brokers", () => {
  let dev: Dev;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const output = await emitted(UNITS, { name: "app", schedules: true, retryAfterSeconds: 1 });
    ({ remove } = output);
    const functions = UNITS.map(({ name }) => ({ dir: output.dir, unit: name }));
    dev = await startDev(cli as string, functions, { env: { TASK_SECRET: environment.TASK_SECRET as string } });
  }, 90_000);
  afterAll(async () => {
    await dev?.stop();
    await remove?.();
  });

  const records = (): { message: string; attempt?: number; [field: string]: unknown }[] =>
    dev
      .logs()
      .split("\n")
      .flatMap((line) => (line.startsWith('{"') && line.endsWith("}") ? [JSON.parse(line)] : []));
  const attempts = (id: string): (number | undefined)[] =>
    records()
      .filter((it) => it.message === "got" && (it.event as { id: string }).id === id)
      .map(({ attempt }) => attempt);
  const until = async (found: () => unknown): Promise<void> => {
    while (!found()) await new Promise((resolve) => setTimeout(resolve, 50));
  };

  test("done, retried, delayed and buried messages end as they must, and are acknowledged", async () => {
    const sent = {
      done: await dev.send("orders", { end: "done" }),
      throw: await dev.send("orders", { end: "throw" }),
      retry: await dev.send("orders", { end: "retry" }),
      reject: await dev.send("orders", { end: "reject" }),
    };
    await until(() => attempts(sent.throw).length > 1 && attempts(sent.retry).length > 1);
    await until(() => records().some((it) => it.message === "buried"));
    // As the CLI names the consumer of `api/fulfil.mjs`.
    for (const id of Object.values(sent))
      while (await dev.holds("orders", "api_Sfulfil_Dmjs", id)) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(attempts(sent.done)).toEqual([1]);
    expect(attempts(sent.throw)).toEqual([1, 2]);
    expect(attempts(sent.retry)).toEqual([1, 2]);
    expect(attempts(sent.reject)).toEqual([1]);
    expect(records().find((it) => it.message === "buried")).toMatchObject({ event: sent.reject, reason: "never" });
  }, 60_000);

  test("a topic's function gets its message", async () => {
    const id = await dev.send("audit", { line: 1 });
    await until(() => records().some((it) => it.message === "log got" && (it.event as { id: string }).id === id));
    while (await dev.holds("audit", "api_Slog_Dmjs", id)) await new Promise((resolve) => setTimeout(resolve, 50));
  }, 30_000);

  test("a schedule runs its function", async () => {
    expect(await dev.run("nightly")).toBe(204);
    await until(() => records().some((it) => it.message === "ran"));
    expect(records().find((it) => it.message === "ran")).toMatchObject({
      event: { source: "/schedule/default/nightly", type: "dev.unmoor.schedule" },
    });
  }, 30_000);

  test("a task is answered", async () => {
    const authorization = `Bearer ${environment.TASK_SECRET}`;
    const reply = await fetch(`${dev.origin}/api/resize`, {
      method: "POST",
      headers: { authorization },
      body: '{"width":8}',
    });
    expect(await reply.json()).toEqual({ width: 4 });
  }, 30_000);
});
