import { afterAll, beforeAll } from "vitest";
import { conformsEvents } from "../../conformance/event-report.ts";
import { type Brokers, startBrokers } from "../vercel/brokers.ts";
import { vercelCli } from "../vercel/dev.ts";
import { unrunByBrokers } from "../vercel/unrun.ts";
import { type Deployment, deploy } from "./deployed.ts";

const cli = vercelCli();
if (!cli) console.warn("the package vercel is not installed in test/runtimes: its brokers run no scenarios");

let brokers: Brokers | undefined;
let deployment: Deployment | undefined;

beforeAll(async () => {
  if (!cli) return;
  deployment = await deploy({
    provider: "vercel",
    wants: (trigger, shape) => trigger === "queue" || shape === "schedules",
    ways: [{ retryAfterSeconds: 1 }],
    // `vercel dev` tells no deadline, so that this one holds.
    timeoutMs: 3000,
  });
  brokers = await startBrokers(cli, deployment.adapter, deployment.functions);
}, 120_000);
afterAll(async () => {
  await brokers?.stop();
  await deployment?.remove();
}, 30_000);

for (const [name, trigger, shape] of [
  ["queue", "queue", "queue"],
  ["schedules", "schedule", "schedules"],
] as const)
  conformsEvents(
    "dev",
    { provider: "vercel", shape, trigger },
    () => {
      if (!brokers) throw new Error("vercel dev has not started");
      return brokers[name];
    },
    // Those that wait for their turn, too.
    {
      concurrent: true,
      timeoutMs: 300_000,
      unrun: (scenario) => (cli ? unrunByBrokers(scenario) : "the package vercel is not installed"),
    },
  );
