import { type Codec, error } from "unmoor/adapter";
import { below, decoder, type HttpOptions, type Single } from "./event.ts";
import { type Multi, multiHeadersOf, queryOf } from "./multi.ts";
import { type BufferedReply, buffer, headersAndCookies } from "./reply.ts";

/** An Application Load Balancer's event. */
export interface AlbEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers?: Single;
  readonly multiValueHeaders?: Multi;
  readonly queryStringParameters?: Single;
  readonly multiValueQueryStringParameters?: Multi;
  readonly requestContext: { readonly elb: unknown };
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** Reply to a target group with multi-value headers on: `headers` would be ignored. */
export type AlbReply = BufferedReply & { readonly multiValueHeaders: Readonly<Record<string, readonly string[]>> };
/** Reply to a target group with multi-value headers off: `multiValueHeaders` would be ignored. */
export type AlbSingleReply = BufferedReply & { readonly headers: Readonly<Record<string, string>> };

/** Request and response through a load balancer: 1 MB of JSON (ELB guide, lambda-functions). */
const LIMIT = 1_048_576;

const incoming = (name: string, multi: boolean, { basePath }: HttpOptions) => ({
  name,
  kind: "http" as const,
  claims(native: unknown): native is AlbEvent {
    const event = native as Partial<AlbEvent> | null | undefined;
    return !!event?.requestContext?.elb && !!event.multiValueHeaders === multi;
  },
  decode: decoder((wire: AlbEvent) => {
    const headers = multiHeadersOf(wire.headers, wire.multiValueHeaders);
    return {
      method: wire.httpMethod,
      host: headers.host,
      path: below(wire.path, basePath),
      // Names and values are still encoded ("does not decode"): joined as they are.
      query: queryOf(wire.queryStringParameters, wire.multiValueQueryStringParameters)
        .map((pair) => pair.join("="))
        .join("&"),
      headers,
      // The balancer appends: everything before the last is the client's own word (hono CVE-2026-27700).
      client: /[^,\s]+$/.exec(headers["x-forwarded-for"] ?? "")?.[0],
    };
  }),
});

/** Application Load Balancer whose target group has `lambda.multi_value_headers.enabled`. */
export function alb(options: HttpOptions = {}): Codec<"http", AlbEvent, AlbReply> {
  return {
    ...incoming("alb", true, options),
    encode(response) {
      const { headers, cookies } = headersAndCookies(response);
      const multiValueHeaders: Record<string, readonly string[]> = {};
      for (const [name, value] of Object.entries(headers)) multiValueHeaders[name] = [value];
      if (cookies.length) multiValueHeaders["set-cookie"] = cookies;
      return buffer(response, { multiValueHeaders }, LIMIT);
    },
  };
}

/** Application Load Balancer whose target group has not. Repeated query keys are lost before they reach us. */
export function albSingle(options: HttpOptions = {}): Codec<"http", AlbEvent, AlbSingleReply> {
  return {
    ...incoming("alb-single", false, options),
    encode(response) {
      const { headers, cookies } = headersAndCookies(response);
      // One key holds one cookie, and joining them is CVE-2026-54287: each gets a spelling of its own.
      const spelt = Object.fromEntries(cookies.map((cookie, at) => [spelling("set-cookie", at), cookie]));
      return buffer(response, { headers: { ...headers, ...spelt } }, LIMIT);
    },
  };
}

/** `name` with the letters of the set bits of `at` in upper case: as many names as ALB's JSON needs, all the same header. */
function spelling(name: string, at: number): string {
  let bits = at;
  const spelt = name.replace(/[a-z]/g, (letter) => {
    const upper = bits & 1;
    bits >>= 1;
    return upper ? letter.toUpperCase() : letter;
  });
  if (bits) throw error("TOO_MANY_COOKIES", "a load balancer without multi-value headers sends 512 at most");
  return spelt;
}
