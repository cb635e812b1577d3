import type { Codec } from "unmoor/adapter";
import { decoder, type HttpOptions } from "./event.ts";
import { claimsV2, type PayloadV2, readV2 } from "./payload-v2.ts";
import { type BufferedReply, buffer, type HeadersAndCookies, headersAndCookies } from "./reply.ts";

/** What an HTTP API or a buffered Function URL takes back. */
export type ReplyV2 = BufferedReply & HeadersAndCookies;

/**
 * API Gateway HTTP API, payload format 2.0.
 *
 * @example export const handler = buffered(httpApi({ basePath: "/v1" }), httpDispatch(routes, { provider: "aws" }));
 */
export function httpApi(options: HttpOptions = {}): Codec<"http", PayloadV2, ReplyV2> {
  return {
    name: "http-api",
    kind: "http",
    claims: (native): native is PayloadV2 => claimsV2(native, false),
    decode: decoder((wire) => readV2(wire, options)),
    encode: (response) => buffer(response, headersAndCookies(response)),
  };
}
