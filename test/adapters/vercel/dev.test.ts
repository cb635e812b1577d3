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

  // What a broker can show of the event scenarios: test/runtimes/scenarios/vercel-dev.test.ts.
  test("a message whose retry has a delay comes again after it, and is acknowledged", async () => {
    const id = await dev.send("orders", { end: "retry" });
    await until(() => attempts(id).length > 1);
    // As the CLI names the consumer of `api/fulfil.mjs`.
    while (await dev.holds("orders", "api_Sfulfil_Dmjs", id)) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(attempts(id)).toEqual([1, 2]);
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
