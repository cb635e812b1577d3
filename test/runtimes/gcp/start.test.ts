/** The harness itself: no process of it outlives its test. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eventually } from "./raw.ts";
import { start } from "./start.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "unmoor-start-"));
  for (const [unit, source] of Object.entries({
    server: `import { createServer } from "node:http"; createServer((_, r) => r.end("up")).listen(process.env.PORT);`,
    silent: `setInterval(() => {}, 1000); console.log("never listens");`,
  })) {
    await mkdir(join(dir, unit));
    await writeFile(join(dir, unit, "index.mjs"), source);
  }
});
afterAll(() => rm(dir, { recursive: true }));

/** By its port: a dead process that nobody has reaped still has its id. */
const serves = (origin: string): Promise<boolean> =>
  fetch(origin).then(
    (response) => response.ok,
    () => false,
  );

test("stop ends the process", async () => {
  const runtime = await start({ dir, unit: "server", shape: "service" });
  expect(await serves(runtime.origin)).toBe(true);
  await runtime.stop();
  expect(await serves(runtime.origin)).toBe(false);
});

test("it ends with the one that started it, however that ends", async () => {
  const options = JSON.stringify({ dir, unit: "server", shape: "service" });
  const script = `
    const { start } = await import(${JSON.stringify(new URL("./start.ts", import.meta.url).href)});
    console.log((await start(${options})).origin);
  `;
  const parent: ChildProcess = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  const [line] = (await once(parent.stdout!, "data")) as [Buffer];
  const origin = String(line).trim();
  expect(await serves(origin)).toBe(true);
  parent.kill("SIGKILL");
  await eventually(() => serves(origin)).toBe(false);
});

test("one that never listens is an error with its log", async () => {
  const failure = start({ dir, unit: "silent", shape: "service", startMs: 500 });
  await expect(failure).rejects.toThrow(/no port within 500 ms.*never listens/s);
});
