import { error } from "unmoor/adapter";
import type { Pushed } from "../codec/pushed.ts";
import type { VercelFunction, WebOptions } from "./call.ts";
import { push } from "./push.ts";

/** A function that takes nothing: each request is answered with `status` alone, and the log has the coded error. */
export const refusing = (code: string, message: string, status: number, options: WebOptions): VercelFunction =>
  push(
    {
      name: code,
      kind: "events",
      claims: (_native): _native is Pushed => true,
      decode() {
        throw error(code, message, status);
      },
      encode: () => new Response(null, { status }),
    },
    {
      kind: "events",
      deliver: async () => [],
      refuse(thrown, { log }) {
        log.error("refused", { error: thrown });
        throw thrown;
      },
    },
    options,
  );
