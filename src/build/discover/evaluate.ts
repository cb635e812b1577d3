import { fork } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildError, fault } from "../errors.ts";
import { frameOf } from "./frame.ts";
import { locate } from "./locate.ts";
import type { Export, Message } from "./message.ts";

export interface Evaluation {
  /** The bundle of the app. */
  readonly file: string;
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  onOutput(text: string): void;
}

// The same file, before and after the package is built.
const child = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./child.ts" : "./discover.js", import.meta.url));

/**
 * Evaluates an app in a process of its own and says what it exports.
 *
 * @throws `EVALUATION_FAILED`, `EVALUATION_TIMEOUT`, `EVALUATION_EXIT`, `MISSING_ENV`, `OPEN_HANDLE`
 */
export async function evaluate(evaluation: Evaluation): Promise<readonly Export[]> {
  return (await run(evaluation, "exports", "the app")).exports;
}

/**
 * Evaluates a configuration in a process of its own and says what its default export is.
 *
 * @param name what people call it
 * @throws as `evaluate` does
 */
export async function evaluateConfig(evaluation: Evaluation, name: string): Promise<Message & { is: "config" }> {
  return run(evaluation, "config", name);
}

async function run<Is extends "exports" | "config">(
  { file, cwd, timeoutMs, graceMs, env, onOutput }: Evaluation,
  is: Is,
  subject: string,
): Promise<Message & { is: Is }> {
  const messages: Message[] = [];
  const process = fork(child, [pathToFileURL(file).href, String(graceMs), is], {
    cwd,
    env: { ...env } as NodeJS.ProcessEnv,
    execArgv: ["--enable-source-maps", "--no-warnings", "--inspect-port=0"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  process.on("message", (message: Message) => messages.push(message));
  for (const stream of [process.stdout, process.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      if (!late) onOutput(text);
    });
  let late = false;
  let busy: string | undefined;
  const timer = setTimeout(async () => {
    late = true;
    busy = await locate(process, file).catch(() => undefined);
    process.kill("SIGKILL");
  }, timeoutMs);
  const code = await new Promise<number | null>((done, failed) => {
    process.once("error", failed);
    process.once("close", done);
  });
  clearTimeout(timer);
  const last = messages.at(-1);
  if (last?.is === is && !late) return last as Message & { is: Is };
  throw refusal(subject, last, late, code, timeoutMs, busy);
}

const advice =
  "a module is loaded at build time and at each cold start: open, connect and wait inside a handler or in provide(name, (env) => …)";

function refusal(
  subject: string,
  last: Message | undefined,
  late: boolean,
  code: number | null,
  timeoutMs: number,
  busy?: string,
): BuildError {
  if (last?.is === "open" || (late && /^(exports|config)$/.test(last?.is ?? ""))) {
    const { resources = [], stacks = [] } = last?.is === "open" ? last : {};
    return fault(
      "OPEN_HANDLE",
      `${subject} leaves something open when it is loaded: ${[...new Set(resources)].join(", ") || "it stays busy"}`,
      {
        where: stacks.map(frameOf).find(Boolean) ?? busy,
        help: advice,
      },
    );
  }
  if (late)
    return fault("EVALUATION_TIMEOUT", `${subject} is not loaded after ${timeoutMs} ms`, { where: busy, help: advice });
  if (last?.is === "pending")
    return fault(
      "EVALUATION_TIMEOUT",
      `${subject} waits while it is loaded for something that never comes (top-level await)`,
      {
        help: advice,
      },
    );
  if (last?.is === "thrown") return thrown(last, subject);
  return fault("EVALUATION_EXIT", `${subject} ends the process while it is loaded (exit code ${code})`, {
    help: "remove process.exit() from the top level of the modules",
  });
}

function thrown({ name, message, stack, missing }: Message & { is: "thrown" }, subject: string): BuildError {
  // A variable is to blame when the error names it, or when the user's own line read it right before.
  const variable =
    missing.findLast((each) => message.includes(each.name)) ??
    missing.filter((each) => frameOf(stack) && lineOf(each.stack) === lineOf(stack)).at(-1);
  const where = frameOf(variable?.stack ?? "") ?? frameOf(stack);
  if (variable)
    return fault(
      "MISSING_ENV",
      `${variable.name} is not set, and ${subject} needs it while it is loaded (${name}: ${message})`,
      {
        where: frameOf(stack) ?? where,
        help: `set ${variable.name}, or read it inside a handler from context.env or in provide(name, (env) => …)`,
      },
    );
  return fault("EVALUATION_FAILED", `${subject} throws while it is loaded: ${name}: ${message}`, {
    where,
    help: advice,
  });
}

const lineOf = (stack: string): string | undefined => frameOf(stack)?.split(/:\d+\n/)[0];
