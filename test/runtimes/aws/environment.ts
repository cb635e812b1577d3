import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { client } from "./client.ts";

/** What Lambda makes of one invocation. */
export type Result =
  | { readonly is: "buffered"; readonly payload: Buffer }
  | { readonly is: "streaming"; readonly contentType: string; readonly body: IncomingMessage }
  | { readonly is: "error"; readonly type: string; readonly message: string };

export interface EnvironmentOptions {
  /** Folder of `index.mjs`. */
  readonly taskRoot: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** How long after its deadline an invocation is killed: 0 as on Lambda, more where the machine may be slow. */
  readonly graceMs?: number;
  /** Takes whole lines. */
  log(text: string): void;
}

/** What is said of one invocation. */
export interface Said {
  /** Its request id. */
  readonly id?: string;
  /** The function that is invoked. */
  readonly name?: string;
  /** In place of the environment's own. */
  readonly timeoutMs?: number;
}

/** One execution environment: a process of AWS's own runtime client and the Runtime API that it polls. */
export interface Environment {
  invoke(event: unknown, said?: Said): Promise<Result>;
  /** Settles when it polls again (true) or is gone (false). */
  idle(): Promise<boolean>;
  stop(): Promise<void>;
}

interface Running {
  readonly id: string;
  readonly name: string;
  readonly timeoutMs: number;
  settle(result: Result): void;
  readonly deadline: NodeJS.Timeout;
}

/** Lambda's response limit, in bytes of JSON: 6 MB and 100 bytes (providers/aws.md R11). */
const RESPONSE_BYTES = 6_291_556;

/** Starts an environment; it initialises while the first event already waits, as on Lambda. */
export async function environment({
  taskRoot,
  env,
  timeoutMs: usual,
  graceMs = 0,
  log,
}: EnvironmentOptions): Promise<Environment> {
  let poll: ServerResponse | undefined;
  let queued: { event: string; running: Omit<Running, "deadline"> } | undefined;
  let running: Running | undefined;
  let failure: { type: string; message: string } | undefined;
  let gone = false;
  let wake: (alive: boolean) => void = () => {};

  const finish = (result: Result): void => {
    queued?.running.settle(result);
    running?.settle(result);
    queued = undefined;
  };
  const deliver = (): void => {
    if (!poll || !queued) return;
    const { event, running: next } = queued;
    const { timeoutMs, name } = next;
    queued = undefined;
    const deadline = setTimeout(() => {
      log(`${new Date().toISOString()} ${next.id} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds\n`);
      failure = { type: "Sandbox.Timedout", message: `RequestId: ${next.id} Error: Task timed out` };
      child.kill("SIGKILL");
    }, timeoutMs + graceMs);
    running = { ...next, deadline };
    poll.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": next.id,
      "lambda-runtime-deadline-ms": String(Date.now() + timeoutMs),
      "lambda-runtime-invoked-function-arn": `arn:aws:lambda:eu-central-1:123456789012:function:${name}`,
      "lambda-runtime-trace-id": `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`,
    });
    poll.end(event);
    poll = undefined;
  };

  const api = createServer((request, response) => {
    const accept = (status: number): void => {
      response.writeHead(status, { "content-type": "application/json" }).end('{"status":"OK"}');
    };
    const path = request.url ?? "";
    if (request.method === "GET" && path.endsWith("/invocation/next")) {
      clearTimeout(running?.deadline);
      running = undefined;
      poll = response;
      wake(true);
      deliver();
    } else if (path.endsWith("/init/error") || path.endsWith("/error")) {
      void bytes(request).then((body) => {
        const { errorType: type, errorMessage: message } = JSON.parse(body.toString()) as Record<string, string>;
        failure = { type: type ?? "Error", message: message ?? "" };
        if (path.endsWith("/init/error")) return accept(202);
        finish({ is: "error", ...failure });
        failure = undefined;
        accept(202);
      });
    } else if (request.headers["lambda-runtime-function-response-mode"] === "streaming") {
      request.once("end", () => accept(202));
      running?.settle({ is: "streaming", contentType: request.headers["content-type"] ?? "", body: request });
    } else {
      void bytes(request).then((payload) => {
        const tooLarge = payload.length > RESPONSE_BYTES;
        running?.settle(
          tooLarge
            ? {
                is: "error",
                type: "Function.ResponseSizeTooLarge",
                message: `Response payload size (${payload.length} bytes) exceeded maximum allowed payload size (6291556 bytes).`,
              }
            : { is: "buffered", payload },
        );
        accept(tooLarge ? 413 : 202);
      });
    }
  });
  api.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));

  const child = client({ taskRoot, env, port: (api.address() as AddressInfo).port, log });
  const exited = new Promise<void>((resolve) =>
    child.once("close", (code) => {
      gone = true;
      clearTimeout(running?.deadline);
      finish({
        is: "error",
        ...(failure ?? { type: "Runtime.ExitError", message: `Runtime exited with error: exit status ${code}` }),
      });
      wake(false);
      api.closeAllConnections();
      api.close(() => resolve());
    }),
  );

  return {
    invoke: (event, { id = randomUUID(), name = "unmoor", timeoutMs = usual } = {}) =>
      new Promise<Result>((settle) => {
        const dead: Result = { is: "error", type: "Runtime.ExitError", message: "the environment is gone" };
        if (gone) return settle(dead);
        queued = { event: JSON.stringify(event), running: { id, name, timeoutMs, settle } };
        deliver();
      }),
    idle: () =>
      poll || gone
        ? Promise.resolve(!gone)
        : new Promise((resolve) => {
            wake = resolve;
          }),
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** All of a body. */
export async function bytes(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
