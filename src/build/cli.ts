import { Command, CommanderError } from "commander";
import { build } from "./build.ts";
import { type CheckResult, check } from "./check/check.ts";
import * as report from "./check/report.ts";
import type { Flags } from "./config/flags.ts";
import { loadConfig } from "./config/load.ts";
import { settings } from "./config/settings.ts";
import { describe } from "./errors.ts";
import type { BuildOptions, Registry } from "./options.ts";
import { lines, table } from "./report.ts";
import { findingLines, findingTable } from "./verify/report.ts";
import { verify } from "./verify/verify.ts";

/** Where the command line writes. */
export interface Terminal {
  readonly isTTY: boolean;
  readonly colors: boolean;
  out(text: string): void;
  err(text: string): void;
}

interface Verifying {
  readonly quiet: boolean;
  readonly verify?: string;
  readonly json: boolean;
}

/**
 * Runs the command line.
 *
 * @param argv what stands after `unmoor`
 * @returns exit code: 0, or 1 with the reason on `err` or, of findings, on `out`
 * @example await run(["build", "functions.ts", "--target", "aws"], terminal, adapters)
 */
export async function run(
  argv: readonly string[],
  terminal: Terminal,
  adapters: Registry,
  cwd?: string,
): Promise<number> {
  const list = (value: string, before: string[] = []): string[] => [...before, ...value.split(",").filter(Boolean)];
  const each = (value: string, before: string[] = []): string[] => [...before, value];
  let code = 0;
  const program = new Command("unmoor")
    .description("portable serverless functions")
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  const here = (): string => cwd ?? process.cwd();
  const asked = async (entry: string | undefined, flags: Flags): Promise<BuildOptions> => {
    const loading = { cwd: here(), source: undefined, timeoutMs: 10_000, graceMs: 1000, env: process.env };
    const loaded = await loadConfig({ ...loading, named: flags.config, onOutput: terminal.err });
    return { ...settings(entry, flags, loaded, here()), adapters, onOutput: terminal.err };
  };
  const command = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument("[entry]", "module that exports the functions (default: functions.ts)")
      .option("-c, --config <file>", "configuration (default: unmoor.config.ts, where there is one)")
      .option("-t, --target <names>", "aws, gcp, azure, vercel, or paths of adapter modules, with commas", list)
      .option("--name <name>", "name of the app (default: that of package.json)")
      .option("--set <target.key=value>", "a choice for one target: aws.http=function-url (repeatable)", each, [])
      .option(
        "--unit <name=functions>",
        "functions that form a unit of their own: admin=users,roles (repeatable)",
        each,
        [],
      )
      .option(
        "--degrade <functions>",
        "streaming functions that may be buffered where the shape cannot stream",
        list,
        [],
      )
      .option("--external <packages>", "packages left out of the bundles", list, [])
      .option("--timeout <ms>", "how long the app may take to load while it is read (default: 10000)", Number)
      .option("-q, --quiet", "print warnings and errors only", false);
  command("build", "bundle an app for providers")
    .option("-o, --out <folder>", "where to write (default: dist)")
    .option(
      "--verify <file>",
      "build nothing: compare a template, Terraform JSON, host.json or vercel.json with the code",
    )
    .option("--json", "what --verify finds, as JSON", false)
    .action(async (entry: string | undefined, flags: Flags & Verifying) => {
      const options = await asked(entry, flags);
      if (flags.verify !== undefined) {
        const findings = await verify(flags.verify, options);
        code = findings.some(({ severity }) => severity === "error") ? 1 : 0;
        const text = flags.json
          ? JSON.stringify(findings, null, 2)
          : terminal.isTTY
            ? findingTable(findings, flags.verify, terminal.colors)
            : findingLines(findings);
        if (text) terminal.out(`${text}\n`);
        return;
      }
      const result = await build(options);
      for (const warning of result.warnings) terminal.err(`warning: ${warning}\n`);
      if (flags.quiet) return;
      const targets = Object.keys(result.manifest.targets);
      terminal.out(`${terminal.isTTY ? table(result, targets, terminal.colors) : lines(result, targets)}\n`);
    });
  command("check", "compare what each function needs with what each target has; writes nothing")
    .option("--json", "print findings as JSON")
    .option("--sarif", "print findings as SARIF 2.1.0, for code scanning")
    .action(async (entry: string | undefined, flags: Flags & Form) => {
      const result = await check(await asked(entry, flags));
      const findings = flags.quiet ? result.findings.filter(({ severity }) => severity !== "note") : result.findings;
      for (const warning of result.warnings) terminal.err(`warning: ${warning}\n`);
      const text = written({ ...result, findings }, flags, terminal, here());
      if (text) terminal.out(`${text}\n`);
      if (result.findings.some(({ severity }) => severity === "error")) code = 1;
    });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode;
    terminal.err(`${describe(thrown)}\n`);
    return 1;
  }
}

/** How findings are printed. */
interface Form {
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly quiet: boolean;
}

function written(result: CheckResult, { json, sarif }: Form, terminal: Terminal, root: string): string {
  if (sarif) return report.sarif(result, root);
  if (json) return report.json(result);
  return terminal.isTTY ? report.table(result, terminal.colors) : report.lines(result);
}
