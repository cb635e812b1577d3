import type { StreamedReply } from "../codec/reply.ts";
import { lines, type RawResponse } from "./raw.ts";

/** Where the prelude ends: 8 NUL bytes. */
const DELIMITER = 8;

/** Status and headers of a prelude as both gateways read it. */
export function preludeAnswer(prelude: StreamedReply["prelude"], body: RawResponse["body"]): RawResponse {
  return {
    status: prelude.statusCode,
    headers: [
      ...(lines(prelude.headers) ?? []),
      ...(lines(prelude.multiValueHeaders) ?? []),
      ...(prelude.cookies ?? []).map((cookie): [string, string] => ["set-cookie", cookie]),
    ],
    body,
  };
}

/** Bytes of a streamed response, cut into the prelude and the rest of what has come; undefined until all of it has. */
export function splitPrelude(
  bytes: Uint8Array,
): { prelude: StreamedReply["prelude"]; rest: Uint8Array<ArrayBufferLike> } | undefined {
  const at = bytes.findIndex(
    (_, from) => bytes.length >= from + DELIMITER && bytes.subarray(from, from + DELIMITER).every((byte) => byte === 0),
  );
  if (at < 0) return undefined;
  return {
    prelude: JSON.parse(new TextDecoder().decode(bytes.subarray(0, at))) as StreamedReply["prelude"],
    rest: bytes.subarray(at + DELIMITER),
  };
}
