import type { Delivery } from "unmoor/adapter";

/** A request as it stands on the wire, before the platform makes an event of it. */
export interface RawRequest {
  readonly method: string;
  /** As sent, encoded. */
  readonly path: string;
  /** As sent, without `?`. */
  readonly query: string;
  /** In order, in the client's case, `host` among them. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** Address of the client. */
  readonly client: string;
  readonly scheme: "http" | "https";
}

/** A response as it leaves for the client. */
export interface RawResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | ReadableStream<Uint8Array> | null;
}

/** The raw request of a delivery. */
export async function rawRequest({ request, client }: Delivery<"http">): Promise<RawRequest> {
  // By hand: WHATWG's parser keeps the path as it stands in `request.url`, and only that string is exact.
  const [, scheme = "https", host = "", path = "/", query = ""] =
    /^(https?):\/\/([^/?#]*)([^?#]*)\??([^#]*)/.exec(request.url) ?? [];
  return {
    method: request.method,
    path: path || "/",
    query,
    headers: [...(request.headers.has("host") ? [] : [["host", host] as const]), ...request.headers],
    body: new Uint8Array(await request.clone().arrayBuffer()),
    client: client ?? "203.0.113.7",
    scheme: scheme === "http" ? "http" : "https",
  };
}

/** The response that a Fetch client sees. */
export function response({ status, headers, body }: RawResponse): Response {
  const empty = status === 204 || status === 205 || status === 304 || (body instanceof Uint8Array && !body.length);
  return new Response(empty ? null : (body as BodyInit | null), {
    status,
    headers: headers.map(([name, value]) => [name, value] as [string, string]),
  });
}

/** The headers that the platform's front adds: forwarding and tracing. */
export function forwarded({ headers, client, scheme }: RawRequest): [string, string][] {
  const before = headers.filter(([name]) => name.toLowerCase() === "x-forwarded-for").map(([, value]) => value);
  const ours = /^x-(forwarded-(for|proto|port)|amzn-trace-id)$/i;
  return [
    ...headers.filter(([name]) => !ours.test(name)).map(([name, value]): [string, string] => [name, value]),
    ["X-Forwarded-For", [...before, client].join(", ")],
    ["X-Forwarded-Port", scheme === "http" ? "80" : "443"],
    ["X-Forwarded-Proto", scheme],
    [
      "X-Amzn-Trace-Id",
      headers.find(([name]) => /^x-amzn-trace-id$/i.test(name))?.[1] ?? "Root=1-65a8f1c2-0123456789abcdef01234567",
    ],
  ];
}

/** All values of each name, in order. */
export function grouped(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

/** The last value of each name. */
export const last = (pairs: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(pairs);

/** A query's names and values, still encoded. */
export const queryPairs = (query: string): [string, string][] =>
  query
    .split("&")
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
    });

/** Escapes decoded once; what is no escape stays. */
export const unescaped = (part: string): string =>
  part.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });

export const formDecoded = (part: string): string => unescaped(part.replaceAll("+", " "));

/** The `body` members of an event: text for text types in UTF-8, base64 for the rest and for all that is encoded. */
export function eventBody(
  { headers, body }: RawRequest,
  none: null | "",
  binary: boolean,
): { body: string | null; isBase64Encoded: boolean } {
  if (!body.length) return { body: none, isBase64Encoded: false };
  const one = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
  // ELB guide, lambda-functions: these types are text, anything with a content-encoding is not.
  const textual = /^(text\/|application\/(json|javascript|xml|vnd\.api\+json))/i.test(one("content-type"));
  if (!binary && textual && !one("content-encoding")) {
    try {
      return {
        body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body),
        isBase64Encoded: false,
      };
    } catch {}
  }
  return { body: Buffer.from(body).toString("base64"), isBase64Encoded: true };
}

/** The bytes of a reply's body. */
export const replyBody = (reply: { body?: unknown; isBase64Encoded?: unknown }): Uint8Array =>
  new Uint8Array(Buffer.from(String(reply.body ?? ""), reply.isBase64Encoded === true ? "base64" : "utf8"));

/** A reply, or nothing where it is no object: what the platform calls malformed. */
export const replyObject = (reply: unknown): Record<string, unknown> | undefined =>
  reply && typeof reply === "object" && !Array.isArray(reply) ? (reply as Record<string, unknown>) : undefined;

/** Header values of a reply as lines; undefined where one is no string or list of strings. */
export function lines(map: unknown): [string, string][] | undefined {
  const found: [string, string][] = [];
  for (const [name, value] of Object.entries(replyObject(map ?? {}) ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== "string") return undefined;
      found.push([name.toLowerCase(), one]);
    }
  }
  return found;
}

/** A platform's own answer in JSON. */
export const platform = (status: number, message: string): RawResponse => ({
  status,
  headers: [["content-type", "application/json"]],
  body: new TextEncoder().encode(JSON.stringify({ message })),
});
