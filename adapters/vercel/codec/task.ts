import { type Codec, error, type Invocation, problem } from "unmoor/adapter";
import { carriesEvents } from "./cloud-events.ts";
import { isPushed, type Pushed, read } from "./pushed.ts";
import { verify } from "./secret.ts";

/** Build-time facts of a task. */
export interface TaskCodecOptions {
  /** Variable of the secret that callers show as a bearer token; `TASK_SECRET` by default. */
  readonly secret?: string | undefined;
}

/**
 * A task called over HTTP: POST with a secret, its input and its result JSON. No body is no input, and no result is
 * 204. A failure is answered with problem details, by `refuseTask`.
 *
 * @example push(taskCodec(), taskDispatch("resize", resize, { provider: "vercel" }), { refuse: refuseTask });
 */
export function taskCodec({ secret = "TASK_SECRET" }: TaskCodecOptions = {}): Codec<"task", Pushed, Response> {
  return {
    name: "task",
    kind: "task",
    claims: (native): native is Pushed =>
      isPushed(native, "POST", (headers) => !headers.has("ce-specversion") && !carriesEvents(headers)),
    async open(wire, host) {
      await verify(wire, host, secret);
      return read(wire);
    },
    decode({ content }) {
      try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
        return { input: text ? (JSON.parse(text) as unknown) : undefined };
      } catch (thrown) {
        throw error("INVALID_INPUT", `the input is no JSON: ${(thrown as Error).message}`, 400);
      }
    },
    encode: (result) => (result === undefined ? new Response(null, { status: 204 }) : Response.json(result)),
  };
}

/** Problem details: 422 for an input that is refused, 503 for a handler that ran out of time. */
export const refuseTask = (status: number, thrown: unknown, { signal }: Invocation): Response =>
  problem((thrown as Error | undefined)?.name === "Reject" ? 422 : thrown && thrown === signal.reason ? 503 : status);
