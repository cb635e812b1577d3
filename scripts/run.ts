import { spawn } from "node:child_process";

/** How a command ended. */
export interface Run {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Runs a command to its end and shows what it prints.
 *
 * @param quiet shows the output only when the command fails
 */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; quiet?: boolean } = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: options.cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer): void => {
      output += chunk;
      if (!options.quiet) process.stdout.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => resolve({ ok: false, output: `${error.message}\n` }));
    child.on("close", (code) => {
      if (options.quiet && code !== 0) process.stdout.write(output);
      resolve({ ok: code === 0, output });
    });
  });
}
