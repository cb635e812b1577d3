import { LIGHT, whole } from "./light.ts";

/**
 * Bytes of a base64 text. Strict: Node's `Buffer` skips what it does not know (`"!!!aGk="` gives "hi").
 *
 * @throws InvalidCharacterError, which `exchange` answers with 400
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Base64 text of bytes, padded. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  // 8 KiB at a time: the call puts every byte on the stack.
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192) as unknown as number[]);
  return btoa(binary);
}

/**
 * Bytes of a body in JSON: text is UTF-8, or base64 where the sender says so; nothing is no body. A light request takes
 * text as it is.
 */
export const decodeBody = (
  body: string | null | undefined,
  isBase64: boolean,
): string | Uint8Array<ArrayBuffer> | undefined =>
  body ? (isBase64 ? fromBase64(body) : LIGHT ? body : new TextEncoder().encode(body)) : undefined;

/**
 * A body for JSON. The bytes decide, never the content type: lists of "binary types" corrupt `+xml` installers
 * (honojs/hono#5403), gzip under `text/html` and latin-1 text. A byte order mark stays.
 */
export function encodeBody(bytes: string | Uint8Array): { body: string; isBase64Encoded: boolean } {
  if (LIGHT && typeof bytes === "string") return { body: bytes, isBase64Encoded: false };
  try {
    return {
      body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes as Uint8Array),
      isBase64Encoded: false,
    };
  } catch {
    return { body: toBase64(bytes as Uint8Array), isBase64Encoded: true };
  }
}

/** All bytes of a response; none for the statuses that have no body. */
export const responseBytes = async (response: Response): Promise<Uint8Array<ArrayBuffer>> =>
  // Not `bytes()`: stand-ins for the global Response (@hono/node-server's) have only the older methods.
  new Uint8Array(await response.arrayBuffer());

/** The same for `encodeBody`: of a light response its text, where it has some. */
export const responseBody = async (response: Response): Promise<string | Uint8Array<ArrayBuffer>> =>
  (LIGHT ? whole(response) : undefined) ?? responseBytes(response);
