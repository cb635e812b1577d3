import type { AnyShape, Limits } from "../adapter/index.ts";
import { error } from "../adapter/index.ts";

/** A limit of HTTP that a message exceeds. */
export interface Excess {
  readonly limit: "requestBytes" | "headerBytes" | "urlBytes";
  readonly said: string;
}

/** Path and query as they were sent: `new URL` would resolve `/a/../b`. */
export const targetOf = ({ url }: Request): string => url.replace(/^\w+:\/\/[^/?#]*/, "");

/** What a provider refuses of a request before any function sees it. */
export async function tooLarge(request: Request, limits: Limits): Promise<Excess | undefined> {
  const { requestBytes, headerBytes, urlBytes } = limits;
  const over = (limit: Excess["limit"], size: number, most: number | undefined): Excess | undefined =>
    most !== undefined && size > most ? { limit, said: `${limit} ${size} > ${most}` } : undefined;
  const headers = [...request.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  const early = over("urlBytes", targetOf(request).length, urlBytes) ?? over("headerBytes", headers, headerBytes);
  if (early || !request.body || requestBytes === undefined) return early;
  return over("requestBytes", (await request.clone().arrayBuffer()).byteLength, requestBytes);
}

/** What is too large of a response that leaves in one piece. */
export async function excess(response: Response, { limits, traits }: AnyShape): Promise<string | undefined> {
  const { responseBytes } = limits;
  if (responseBytes === undefined || traits.streaming === true || !response.body) return undefined;
  const { byteLength } = await response.clone().arrayBuffer();
  return byteLength > responseBytes ? `responseBytes ${byteLength} > ${responseBytes}` : undefined;
}

/**
 * Refuses an event as the provider would refuse its sender.
 *
 * @throws `LIMIT_EXCEEDED`, with the name of the limit as `limit`
 */
export function checkEvent(provider: string, shape: string, bytes: number, limits: Limits): void {
  const limit = limits.eventBytes === undefined ? "requestBytes" : "eventBytes";
  const most = limits[limit];
  if (most === undefined || bytes <= most) return;
  const said = `${provider}: an event of ${bytes} bytes, and ${shape} takes ${most}; store it, and send its address`;
  throw Object.assign(error("LIMIT_EXCEEDED", said), { limit });
}
