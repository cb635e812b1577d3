import type { Codec } from "unmoor/adapter";
import { decoder, type HttpOptions } from "./event.ts";
import type { ReplyV2 } from "./http-api.ts";
import { claimsV2, type PayloadV2, readV2 } from "./payload-v2.ts";
import { buffer, headersAndCookies, type StreamedReply, stream } from "./reply.ts";

/** What both Function URLs share: everything but the way back. */
const incoming = (name: string, options: HttpOptions) => ({
  name,
  kind: "http" as const,
  claims: (native: unknown): native is PayloadV2 => claimsV2(native, true),
  decode: decoder((wire: PayloadV2) => readV2(wire, options)),
});

/** Function URL in mode `BUFFERED`. */
export function functionUrl(options: HttpOptions = {}): Codec<"http", PayloadV2, ReplyV2> {
  return {
    ...incoming("function-url", options),
    encode: (response) => buffer(response, headersAndCookies(response)),
  };
}

/** Function URL in mode `RESPONSE_STREAM`; for the `streaming` entry. */
export function functionUrlStream(options: HttpOptions = {}): Codec<"http", PayloadV2, StreamedReply> {
  return {
    ...incoming("function-url-stream", options),
    encode: (response) => stream(response, headersAndCookies(response)),
  };
}
