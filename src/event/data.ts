/** A media type without its parameters, in lower case. */
export const mediaType = (contentType: string | null | undefined): string =>
  (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase();

/** `application/json`, and everything that says it is JSON by its suffix. */
export const isJson = (contentType: string | null | undefined): boolean =>
  /^[^/]+\/(.+\+)?json$/.test(mediaType(contentType));

/**
 * Data of some bytes by their content type: JSON is parsed, text decoded, all else stays bytes; no bytes are no data.
 *
 * @throws SyntaxError where the bytes are not the JSON that they are said to be, TypeError where they are not UTF-8
 */
export function decodeData(bytes: Uint8Array, contentType: string | null | undefined): unknown {
  if (!bytes.byteLength) return undefined;
  const text = (): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (isJson(contentType)) return JSON.parse(text());
  return /^text\//.test(mediaType(contentType)) ? text() : bytes;
}

/** Bytes of data: bytes as they are, text as UTF-8 where the content type is no JSON, all else as JSON. */
export function encodeData(data: unknown, contentType: string | undefined): Uint8Array {
  if (data === undefined) return new Uint8Array();
  if (data instanceof Uint8Array) return data;
  const text = typeof data === "string" && contentType && !isJson(contentType) ? data : JSON.stringify(data);
  return new TextEncoder().encode(text);
}
