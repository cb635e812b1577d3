import type { NodeReply } from "unmoor/adapter";

/** An answer without a body. */
export const answer = (status: number, ...headers: string[]): NodeReply => ({
  status,
  headers: status === 204 ? headers : ["content-length", "0", ...headers],
  body: null,
});

/** An answer with a text. */
export function text(status: number, type: string, body: string, ...headers: string[]): NodeReply {
  const bytes = new TextEncoder().encode(body);
  return { status, headers: ["content-type", type, "content-length", `${bytes.length}`, ...headers], body: bytes };
}

/** Seconds for `Retry-After`: whole ones, never too few. */
export const retryAfter = (ms: number): string[] => ["retry-after", `${Math.ceil(ms / 1000)}`];
