import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Job } from "./probes/lambda.ts";
import type { Numbers } from "./statistics.ts";

const run = promisify(execFile);
let jobs = 0;

/** A job, written where a probe reads it. */
export function write(dir: string, job: Job): string {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, `job-${jobs++}.json`);
  writeFileSync(file, JSON.stringify(job));
  return file;
}

/** Runs a probe in a fresh process and gives what it measured. */
export async function fresh(probe: string, job: string, flags: readonly string[] = []): Promise<Numbers> {
  const env = { ...process.env, NODE_ENV: "production", AWS_LAMBDA_FUNCTION_NAME: "bench", NODE_OPTIONS: "" };
  try {
    const { stdout } = await run(process.execPath, [...flags, probe, job], { env, timeout: 120_000 });
    return JSON.parse(stdout.slice(stdout.lastIndexOf("{")));
  } catch (thrown) {
    const { stderr = "", message } = thrown as { stderr?: string; message: string };
    throw new Error(/^\w*Error.*$/m.exec(stderr)?.[0] ?? message.split("\n")[0]);
  }
}

/** Rounds of fresh processes, one contestant after the other in each; who fails once is out, and it says why. */
export async function interleave(
  title: string,
  names: readonly string[],
  rounds: number,
  measure: (name: string) => Promise<Numbers>,
  leaveOut: (name: string, reason: string) => void,
): Promise<Map<string, Numbers[]>> {
  const results = new Map<string, Numbers[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`\r${title}: round ${round + 1} of ${rounds} `);
    for (const [name, list] of results)
      try {
        list.push(await measure(name));
      } catch (thrown) {
        results.delete(name);
        leaveOut(name, `${title}: ${(thrown as Error).message}`);
      }
  }
  process.stderr.write("\n");
  return results;
}
