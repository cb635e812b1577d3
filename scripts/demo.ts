import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { adapters } from "../adapters/index.ts";
import type { Adapter } from "../src/adapter/index.ts";
import { type Deployment, unitsOf } from "../test/runtimes/deployment.ts";
import { calls } from "./demo-calls.ts";
import { happenings } from "./demo-events.ts";
import { happen, withoutOf } from "./demo-orders.ts";
import { table } from "./demo-table.ts";
import { run } from "./run.ts";
import { installRuntimes } from "./runtimes.ts";

const out = mkdtempSync(join(tmpdir(), "unmoor-demo-"));
const names = ["aws", "gcp", "azure", "vercel"] as const;
const providers: readonly Adapter[] = await Promise.all(
  names.map(async (name) => (await (adapters[name] as () => Promise<{ adapter: Adapter }>)()).adapter),
);
// The same vendor code is loaded by one process a function: compiled once.
const env = { GREETING: "hello", NODE_COMPILE_CACHE: join(out, "cache") };
const say = (text: string): void => console.log(styleText("bold", text));

await installRuntimes();
let wrong = 0;
try {
  say("building unmoor");
  // Without its types, which nobody reads here.
  await succeed("node_modules/.bin/tsup", "--silent");
  await Promise.all(
    ["hello", "orders"].map((example) => {
      const left = example === "orders" ? providers.flatMap(without) : [];
      const args = ["build", `examples/${example}/functions.ts`, "--target", names.join(), ...left];
      say(`unmoor ${args.join(" ")}`);
      return succeed(process.execPath, "dist/cli.js", ...args, "--name", example, "--out", join(out, example));
    }),
  );
  say("\nTen requests to examples/hello, on each provider's own runtime");
  await on("hello", async (deployments) => {
    const rows = table(names, 8);
    for (const { title, status, ask } of calls) {
      const answers = await Promise.all(deployments.map(({ origin }) => ask(origin)));
      const [first] = answers.map((answer) => JSON.stringify(answer));
      const cells = answers.map((answer) => ({
        right: answer.status === status && JSON.stringify(answer) === first,
        is: "",
        told: `${answer.status} ${answer.body}`,
      }));
      wrong += rows.row(title, cells, cells[0]?.told);
    }
  });
  say("\nWhat happens in examples/orders, as each provider delivers it and what it is told");
  await on("orders", async (deployments) => {
    const units = await Promise.all(names.map((name) => unitsOf(join(out, "orders"), name)));
    const rows = table(names, 17);
    for (const happening of happenings) {
      const cells = await Promise.all(
        providers.map((adapter, at) => happen(happening, adapter, deployments[at] as Deployment, units[at] ?? [])),
      );
      wrong += rows.row(happening.title, cells, cells[0]?.result, "all");
    }
    rows.notes();
  });
} finally {
  rmSync(out, { recursive: true, force: true });
}
console.log(
  wrong
    ? `\n${wrong} outcomes differ`
    : "\nThe same functions, the same answers and outcomes, on four clouds' own runtime code.",
);
process.exitCode = wrong ? 1 : 0;

/** Deploys an example's output on every runtime, for as long as `work` takes. */
async function on(example: string, work: (deployments: readonly Deployment[]) => Promise<void>): Promise<void> {
  const started = await Promise.allSettled(
    names.map(async (name) => {
      const { deploy } = (await import(`../test/runtimes/${name}/deploy.ts`)) as {
        deploy(dir: string, env: Readonly<Record<string, string>>): Promise<Deployment>;
      };
      return deploy(join(out, example, name), env);
    }),
  );
  const running = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  try {
    for (const each of started) if (each.status === "rejected") throw each.reason;
    await work(running);
  } finally {
    await Promise.all(running.map((deployment) => deployment.stop()));
  }
}

function without(adapter: Adapter): string[] {
  const left = withoutOf(adapter);
  return left[0] ? ["--set", `${adapter.name}.without=${left}`] : [];
}

async function succeed(command: string, ...args: string[]): Promise<void> {
  const { ok } = await run(command, args, { quiet: true });
  if (!ok) throw new Error(`${command} ${args.join(" ")} failed; what it said is above`);
}
