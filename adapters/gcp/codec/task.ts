import { type Codec, error, type NodeReply } from "unmoor/adapter";
import { answer, type EventOptions } from "./answer.ts";
import { markOf, type Push } from "./push.ts";

/**
 * A task over HTTP: `POST /<name>` with an input in JSON or nothing, answered with the result in JSON, or 204 where
 * there is none. Callers send an ID token, which Cloud Run's IAM asks for.
 *
 * functions-framework reads bodies of `application/json` itself, and answers 400 to those that are neither object nor
 * list: under it, send a scalar with another JSON type (`application/vnd.api+json`) or none.
 *
 * @example export const handler = taskReceiver(task(), taskDispatch("resize", resize, { provider: "gcp" }), { timeoutMs: 60_000 });
 */
export function task(options: Pick<EventOptions, "sender"> = {}): Codec<"task", Push, NodeReply> {
  return {
    name: "task",
    kind: "task",
    claims: (native): native is Push => markOf(native) === "",
    ...options.sender,
    decode({ rawBody }) {
      if (!rawBody?.length) return { input: undefined };
      try {
        return { input: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(rawBody)) };
      } catch (cause) {
        throw Object.assign(error("INVALID_INPUT", "the input of a task is JSON", 400), { cause });
      }
    },
    encode(result) {
      const text = JSON.stringify(result);
      if (text === undefined) return answer(204);
      return json(200, "application/json", text);
    },
  };
}

const json = (status: number, type: string, text: string, ...headers: string[]): NodeReply => {
  const body = new TextEncoder().encode(text);
  return { status, headers: ["content-type", type, "content-length", `${body.length}`, ...headers], body };
};

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/**
 * Problem details without a word of the cause. An input that the task rejects is the caller's fault; when to come again
 * is told to the caller, and so is that there was no time.
 */
export function problemOf(status: number, cause?: unknown): NodeReply {
  const { name, afterMs } = (cause ?? {}) as { readonly name?: string; readonly afterMs?: number };
  const found = { Reject: 400, Retry: 503, TimeoutError: 503 }[`${name}`] ?? status;
  const after = afterMs === undefined ? [] : ["retry-after", `${Math.ceil(afterMs / 1000)}`];
  return json(found, "application/problem+json", JSON.stringify({ title: TITLES[found], status: found }), ...after);
}
