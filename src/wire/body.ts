import { error } from "./error.ts";

/** Node 25 and later do both directions natively; before, `atob` and `btoa` are the web's own way. */
type Native = { fromBase64?(text: string): Uint8Array };

/**
 * Bytes of a base64 text. Strict: Node's `Buffer` skips what it does not know (`"!!!aGk="` gives "hi").
 *
 * @throws `INVALID_BASE64` (400)
 */
export function fromBase64(text: string): Uint8Array {
  try {
    const native = (Uint8Array as Native).fromBase64;
    if (native) return native.call(Uint8Array, text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    throw error("INVALID_BASE64", "the sender marks the body as base64, and it is not", 400);
  }
}

/** Base64 text of bytes, padded. */
export function toBase64(bytes: Uint8Array & { toBase64?(): string }): string {
  if (bytes.toBase64) return bytes.toBase64();
  let binary = "";
  // 8 KiB at a time: `apply` puts every byte on the stack.
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode.apply(null, bytes.subarray(at, at + 8192) as unknown as number[]);
  return btoa(binary);
}

/** Bytes of a body in JSON: text is UTF-8, or base64 where the sender says so; nothing is no body. */
export function decodeBody(body: string | null | undefined, isBase64: boolean): Uint8Array | undefined {
  if (!body) return undefined;
  return isBase64 ? fromBase64(body) : new TextEncoder().encode(body);
}

/**
 * A body for JSON. The bytes decide, never the content type: lists of "binary types" corrupt `+xml` installers
 * (honojs/hono#5403), gzip under `text/html` and latin-1 text. A byte order mark stays.
 */
export function encodeBody(bytes: Uint8Array): { body: string; isBase64Encoded: boolean } {
  try {
    return {
      body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
      isBase64Encoded: false,
    };
  } catch {
    return { body: toBase64(bytes), isBase64Encoded: true };
  }
}

/** All bytes of a response; none for the statuses that have no body. */
export async function responseBytes(response: Response): Promise<Uint8Array> {
  return response.body ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
}
