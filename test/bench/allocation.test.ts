import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { flags } from "../../bench/allocation.ts";
import { batch, call } from "../../bench/calls.ts";
import type { Job } from "../../bench/probes/lambda.ts";
import { type Project, project } from "../build/project.ts";

const APP = `import { http, on, queue } from "unmoor";
export const hello = http("GET /hello/:name", (request, { params }) => Response.json({ hello: params.name }));
export const echo = http("POST /echo", async (request) => Response.json(await request.json()));
export const orders = on(queue("orders"), ({ data }) => { if (!data.item) throw new Error("nothing ordered"); });
`;

/** Heap bytes of one warm call, counted between two collections: no clock, no other thread. */
async function allocated(app: Project, unit: string, events: Job["events"], expected: Job["expect"]) {
  const job = join(app.dir, `${unit}.json`);
  const file = join(app.dir, "dist/aws", unit, "index.mjs");
  await writeFile(job, JSON.stringify({ file, events, expect: expected } satisfies Job));
  const probe = join(import.meta.dirname, "../../bench/probes/allocation.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, probe, job]);
  return JSON.parse(stdout) as Record<string, number>;
}

// Bytes a call. A change of more than a tenth, up or down, is one to know of: then the figure here changes, too.
const HTTP = { GET: 13_250, POST: 14_650 };
const MESSAGES = { ten: 60_900 };

test("what a warm call allocates on AWS is within a tenth of what it was", async () => {
  using app = project({ "functions.ts": APP });
  await app.build({ targets: ["aws"], adapters, options: { aws: { fetch: "light" } } });
  const requests = { GET: call("v2", "GET"), POST: call("v2", "POST") };
  const http = await allocated(app, "http", requests, { GET: '{"hello":"you"}', POST: '{"list":[{"id":0' });
  const messages = await allocated(app, "orders", { ten: batch("SQS", 10) }, { ten: "" });
  for (const [name, bytes] of Object.entries({ ...HTTP, ...MESSAGES })) {
    const now = { ...http, ...messages }[name] ?? Number.NaN;
    expect(now, `${name}: ${now} bytes`).toBeGreaterThan(bytes * 0.9);
    expect(now, `${name}: ${now} bytes`).toBeLessThan(bytes * 1.1);
  }
}, 120_000);
