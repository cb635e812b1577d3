import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test("works under Node's own test runner", async () => {
  const file = fileURLToPath(new URL("plain.ts", import.meta.url));
  // The runner runs files of a directory in processes of their own; one file runs in this one.
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=source", "--test-reporter=tap", file], {
    env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: "" },
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toContain("# pass 6\n");
  expect(stdout).toContain("# fail 0\n");
}, 30_000);
