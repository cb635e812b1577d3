import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { simulate } from "unmoor/testing";
import { expect, test, vi } from "vitest";

test("in vitest each instance has a module graph of its own by resetModules", async () => {
  const cloud = simulate(() => {
    vi.resetModules();
    return import("./fixture/app.ts");
  });
  const get = async (): Promise<unknown> => (await cloud.fetch("/")).json();
  expect([await get(), await get()]).toEqual([1, 2]);
  cloud.recycle();
  expect(await get()).toBe(1);
  expect(cloud.instances.map(({ alive, invocations }) => [alive, invocations])).toEqual([
    [false, 2],
    [true, 1],
  ]);
});

test("everything works under Node's own test runner", async () => {
  const file = fileURLToPath(new URL("plain-cloud.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=source", "--test-reporter=tap", file], {
    env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: "" },
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toContain("# pass 3\n");
  expect(stdout).toContain("# fail 0\n");
}, 30_000);
