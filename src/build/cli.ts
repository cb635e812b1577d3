import { Command, CommanderError } from "commander";
import { build } from "./build.ts";
import { describe, fault } from "./errors.ts";
import type { BuildOptions, Registry, TargetOptions } from "./options.ts";
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

interface Flags {
  readonly target: string[];
  readonly out: string;
  readonly name?: string;
  readonly set: string[];
  readonly unit: string[];
  readonly degrade: string[];
  readonly external: string[];
  readonly timeout: number;
  readonly quiet: boolean;
  readonly verify?: string;
  readonly json: boolean;
}

/**
 * Runs the command line.
 *
 * @param argv what stands after `unmoor`
 * @returns exit code: 0, or 1 with the reason on `err` or, of `--verify`, what it finds on `out`
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
  program
    .command("build")
    .description("bundle an app for providers")
    .argument("[entry]", "module that exports the functions", "functions.ts")
    .requiredOption("-t, --target <names>", "aws, gcp, azure, vercel, or paths of adapter modules, with commas", list)
    .option("-o, --out <folder>", "where to write", "dist")
    .option("--name <name>", "name of the app (default: that of package.json)")
    .option("--set <target.key=value>", "a choice for one target: aws.http=function-url (repeatable)", each, [])
    .option(
      "--unit <name=functions>",
      "functions that form a unit of their own: admin=users,roles (repeatable)",
      each,
      [],
    )
    .option("--degrade <functions>", "streaming functions that may be buffered where the shape cannot stream", list, [])
    .option("--external <packages>", "packages left out of the bundles", list, [])
    .option("--timeout <ms>", "how long the app may take to load while it is read", Number, 10_000)
    .option(
      "--verify <file>",
      "build nothing: compare a template, Terraform JSON, host.json or vercel.json with the code",
    )
    .option("--json", "what --verify finds, as JSON", false)
    .option("-q, --quiet", "print warnings and errors only", false)
    .action(async (entry: string, flags: Flags) => {
      const options: BuildOptions = {
        entry,
        targets: flags.target,
        out: flags.out,
        adapters,
        options: choices(flags.set),
        units: groups(flags.unit),
        degrade: flags.degrade,
        external: flags.external,
        timeoutMs: flags.timeout,
        ...(cwd !== undefined && { cwd }),
        ...(flags.name !== undefined && { name: flags.name }),
        onOutput: terminal.err,
      };
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
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode;
    terminal.err(`${describe(thrown)}\n`);
    return 1;
  }
}

/** `["aws.http=rest"]` → `{ aws: { http: "rest" } }`; values are JSON where they parse as such, else text. */
function choices(sets: readonly string[]): Record<string, TargetOptions> {
  const options: Record<string, Record<string, unknown>> = {};
  for (const set of sets) {
    const [, target, key, value = ""] = /^([a-z][a-z\d-]*)\.(\w+)=(.*)$/s.exec(set) ?? [];
    if (!target || !key)
      throw fault("INVALID_OPTION", `--set ${set} is no choice`, { help: "write --set aws.http=function-url" });
    options[target] = { ...options[target], [key]: parse(value) };
  }
  return options;
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function groups(units: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    units.map((unit) => {
      const [name = "", functions] = unit.split("=");
      if (!name || !functions)
        throw fault("INVALID_OPTION", `--unit ${unit} is no unit`, { help: "write --unit admin=users,roles" });
      return [name, functions.split(",")];
    }),
  );
}
