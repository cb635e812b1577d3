import { type Codec, error, type NodeReply } from "unmoor/adapter";
import { answer, retryAfter, text } from "./answer.ts";
import { carries, type Push } from "./push.ts";
import { verify } from "./secret.ts";

/** Build-time facts of a task. */
export interface TaskOptions {
  /** Variable of the secret that callers show as a bearer token; `TASK_SECRET` by default. */
  readonly secret?: string | undefined;
}

/**
 * A task over HTTP: `POST /<name>` with a secret, an input in JSON or nothing, answered with the result in JSON, or 204
 * where there is none.
 *
 * @example receiver(task(), taskDispatch("resize", resize, { provider: "node" }), { timeoutMs: 60_000, refusal: problemOf })
 */
export function task({ secret = "TASK_SECRET" }: TaskOptions = {}): Codec<"task", Push, NodeReply> {
  return {
    name: "task",
    kind: "task",
    claims: (native): native is Push => carries(native) === "other",
    async open(wire, host) {
      await verify(wire, host, secret);
      return wire;
    },
    decode({ rawBody }) {
      if (!rawBody?.length) return { input: undefined };
      try {
        return { input: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(rawBody)) };
      } catch (cause) {
        throw Object.assign(error("INVALID_INPUT", "the input of a task is JSON", 400), { cause });
      }
    },
    encode(result) {
      const json = JSON.stringify(result);
      return json === undefined ? answer(204) : text(200, "application/json", json);
    },
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  413: "Content Too Large",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/**
 * Problem details without a word of the cause. An input that the task rejects is the caller's fault; when to come again
 * is told to the caller, and so is that there was no time.
 */
export function problemOf(status: number, cause?: unknown): NodeReply {
  const { name, afterMs } = (cause ?? {}) as { readonly name?: string; readonly afterMs?: number };
  const found = { Reject: 422, Retry: 503, TimeoutError: 503 }[`${name}`] ?? status;
  const problem = JSON.stringify({ title: TITLES[found], status: found });
  return text(found, "application/problem+json", problem, ...(afterMs === undefined ? [] : retryAfter(afterMs)));
}
