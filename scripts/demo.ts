import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import { type Asked, calls } from "./demo-calls.ts";
import { run } from "./run.ts";
import { installRuntimes } from "./runtimes.ts";

/** A provider's runtime on this machine, serving the example. */
interface Started {
  readonly origin: string;
  stop(): Promise<void>;
}

const out = mkdtempSync(join(tmpdir(), "unmoor-demo-"));
const providers = ["aws", "gcp", "azure", "vercel"] as const;

await installRuntimes();
for (const [title, command, ...args] of [
  ["building unmoor", "npm", "run", "--silent", "build"],
  [
    "unmoor build examples/hello/functions.ts --target aws,gcp,azure,vercel",
    "node",
    "dist/cli.js",
    "build",
    "examples/hello/functions.ts",
    "--target",
    providers.join(),
    "--out",
    out,
  ],
] as const) {
  console.log(styleText("bold", title));
  const { ok } = await run(command, args);
  if (!ok) process.exit(1);
}

console.log(styleText("bold", "starting each provider's own runtime"));
const runtimes = await Promise.all(
  providers.map(async (provider) => {
    const { start } = (await import(`../test/runtimes/${provider}/start.ts`)) as {
      start(options: { dir: string; unit: string; env: Record<string, string> }): Promise<Started>;
    };
    return { provider, runtime: await start({ dir: join(out, provider), unit: "http", env: { GREETING: "hello" } }) };
  }),
);

let different = 0;
try {
  console.log(`\n${"".padEnd(38)}${providers.map((provider) => provider.padEnd(8)).join("")}`);
  for (const { title, status, ask } of calls) {
    const answers: Asked[] = await Promise.all(runtimes.map(({ runtime }) => ask(runtime.origin)));
    const expected = JSON.stringify(answers[0]);
    const marks = answers.map((answer) => answer.status === status && JSON.stringify(answer) === expected);
    different += marks.filter((same) => !same).length;
    console.log(
      `${title.padEnd(38)}${marks.map((same) => (same ? styleText("green", "✓".padEnd(8)) : styleText("red", "≠".padEnd(8)))).join("")}${summary(answers[0] as Asked)}`,
    );
    answers.forEach((answer, index) => {
      if (!marks[index]) console.log(styleText("red", `  ${providers[index]}: ${summary(answer)}`));
    });
  }
} finally {
  await Promise.all(runtimes.map(({ runtime }) => runtime.stop()));
  rmSync(out, { recursive: true, force: true });
}
console.log(
  different
    ? `\n${different} answers differ`
    : "\nThe same function, the same answers, on four clouds' own runtime code.",
);
process.exitCode = different ? 1 : 0;

function summary({ status, body }: Asked): string {
  return `${status} ${body.length > 60 ? `${body.slice(0, 57)}…` : body}`;
}
