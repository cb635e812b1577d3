import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ClientOptions {
  /** Folder of `index.mjs`. */
  readonly taskRoot: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of the Runtime API. */
  readonly port: number;
  /** Takes whole lines. */
  log(text: string): void;
}

const RIC = fileURLToPath(new URL("../node_modules/aws-lambda-ric/index.mjs", import.meta.url));
const SHIM = fileURLToPath(new URL("rapid-client.cjs", import.meta.url));
const alive = new Set<ChildProcess>();
let guarded = false;

/** A process of AWS's own runtime client, which ends with this one. */
export function client({ taskRoot, env, port, log }: ClientOptions): ChildProcess {
  if (!guarded)
    process.once("exit", () => {
      for (const child of alive) child.kill("SIGKILL");
    });
  guarded = true;
  const child = spawn(
    process.execPath,
    // What Lambda's own nodejs22.x and 24.x start with (RIC issue #138).
    ["--no-experimental-require-module", "--no-experimental-detect-module", "--require", SHIM, RIC],
    {
      cwd: taskRoot,
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH ?? "",
        TZ: ":UTC",
        LANG: "en_US.UTF-8",
        AWS_REGION: "eu-central-1",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
        AWS_LAMBDA_FUNCTION_NAME: "unmoor",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1024",
        AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/unmoor",
        AWS_LAMBDA_LOG_STREAM_NAME: "2026/11/21/[$LATEST]0",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        ...env,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        LAMBDA_TASK_ROOT: taskRoot,
        _HANDLER: "index.handler",
      },
    },
  );
  alive.add(child);
  child.once("close", () => alive.delete(child));
  child.stdin?.on("error", () => {});
  for (const stream of [child.stdout, child.stderr]) inLines(stream, log);
  return child;
}

/** Hands on what a stream of text gives in whole lines, and the rest at its end. */
function inLines(stream: NodeJS.ReadableStream | null, log: (text: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (text: string) => {
    const end = text.lastIndexOf("\n") + 1;
    if (end) log(rest + text.slice(0, end));
    rest = end ? text.slice(end) : rest + text;
  });
  stream?.once("end", () => rest && log(rest));
}
