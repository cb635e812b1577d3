import { error } from "unmoor/adapter";
import type { Pushed } from "../codec/pushed.ts";
import type { VercelFunction, WebOptions } from "./call.ts";
import { push } from "./push.ts";

/**
 * A function that takes nothing: each request is answered with `status` alone. The log has the error, its code in its
 * message.
 */
export const refusing = (code: string, message: string, status: number, options: WebOptions): VercelFunction =>
  push(
    {
      name: code,
      kind: "events",
      claims: (_native): _native is Pushed => true,
      decode() {
        throw error(code, `${code}: ${message}`, status);
      },
      encode: () => new Response(null, { status }),
    },
    {
      kind: "events",
      deliver: async () => [],
      refuse(thrown, { log }) {
        // That one is told by the carrier.
        if (code !== "UNCLAIMED") log.error("refused", { error: thrown });
        throw thrown;
      },
    },
    options,
  );
