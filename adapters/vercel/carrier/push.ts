import {
  type Codec,
  type Dispatch,
  exchange,
  type Host,
  type Invocation,
  nodeHost,
  type UnmoorError,
} from "unmoor/adapter";
import type { Pushed } from "../codec/pushed.ts";
import { call, type VercelFunction, type WebOptions } from "./call.ts";

/** Build-time facts of a function that is pushed to. */
export interface PushOptions extends WebOptions {
  /** Makes the answer to what failed, where somebody reads it; a bare status by default. */
  readonly refuse?: ((status: number, thrown: unknown, invocation: Invocation) => Response) | undefined;
}

/**
 * The carrier of everything that Vercel or somebody else pushes over HTTP and that is no HTTP function: events and
 * tasks. What fails is answered with the status of its error, or 500, and no word of the cause.
 *
 * @example export default push(queueCodec({ deadLetter: true }), eventDispatch("fulfil", fulfil, { provider: "vercel" }));
 */
export function push<K extends "events" | "task">(
  codec: Codec<K, Pushed, Response>,
  dispatch: Dispatch<K>,
  { refuse = (status) => new Response(null, { status }), ...options }: PushOptions = {},
): VercelFunction {
  let host: Host | undefined;
  return {
    async fetch(request, context) {
      host ??= nodeHost();
      const { invocation, rest } = call(request, context, options, host);
      const reply = await exchange(codec, request, invocation, dispatch, host).catch((thrown: unknown) => {
        const { name, code, status } = (thrown ?? {}) as Partial<UnmoorError>;
        // By name: errors of HTTP clients have codes and statuses, too.
        const coded = name === "UnmoorError";
        const unclaimed = coded && code === "UNCLAIMED";
        // Everything else has been logged on the way.
        if (unclaimed) invocation.log.warn("refused", { error: thrown });
        return refuse(unclaimed ? 400 : (coded && status) || 500, thrown, invocation);
      });
      await rest();
      return reply;
    },
  };
}
