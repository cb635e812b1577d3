import { hasBody, moveBody } from "./body.ts";
import { Extracted } from "./extract.ts";
import { fill, Headers, typed } from "./headers.ts";
import { followedBy, Incoming, type Options } from "./incoming.ts";
import { readInit } from "./init.ts";
import { isInstance } from "./instance.ts";
import { pairsOf } from "./pairs.ts";
import { need } from "./text.ts";

/** What a request takes over from the one that it is made from. */
const KEPT = ["cache", "credentials", "integrity", "keepalive", "mode", "redirect"] as const;
/** The same, unless something is said: then the new one is no longer the other's doing. */
const REFERRED = ["referrer", "referrerPolicy"] as const;

/** What must not be both, of method, body and options. */
function check(parts: { method: string; body: boolean; stream: boolean; duplex: boolean }, options: Options): void {
  const { method, body, stream, duplex } = parts;
  const { mode = "cors", cache, keepalive } = options;
  if (cache === "only-if-cached" && mode !== "same-origin") throw new TypeError("only-if-cached is for same-origin");
  if (mode === "no-cors" && !/^(GET|HEAD|POST)$/.test(method)) throw new TypeError(`no-cors has no ${method}`);
  if (body && /^(GET|HEAD)$/.test(method)) throw new TypeError(`a request with ${method} has no body`);
  if (stream && (mode === "no-cors" || keepalive || !duplex))
    throw new TypeError('a stream as body needs duplex: "half", and neither no-cors nor keepalive');
}

function partsOf(input: unknown, init: unknown): ConstructorParameters<typeof Incoming>[0] {
  const from = isInstance(Incoming, input) ? (input as Request) : undefined;
  const light = input instanceof Incoming ? input : undefined;
  const text = from ? from.url : `${input as string}`;
  const read = readInit(init);
  const url = from ? text : urlOf(text);
  const { method = from?.method ?? "GET", headers: pairs, signal } = read;
  const options: Record<string, unknown> = {};
  if (from) {
    for (const name of KEPT) options[name] = from[name];
    if (!Object.keys(read).length) for (const name of REFERRED) options[name] = from[name];
  }
  for (const name of [...KEPT, ...REFERRED]) if (name in read) options[name] = (read as Options)[name as "mode"];
  let { body = null } = read;
  const inherited = light ? hasBody(light) : !!from?.body;
  check(
    {
      method,
      body: !!body || inherited,
      stream: body ? body.source === body.stream : false,
      duplex: !!read.duplex,
    },
    options,
  );
  const headers = new Headers();
  fill(headers, pairs ?? (from ? pairsOf(from.headers) : []));
  typed(headers, body?.type);
  if (!body && inherited) body = light ? moveBody(light) : proxyOf(from!);
  return {
    url,
    method,
    headers: () => headers,
    body,
    signal: signal === undefined ? (light ? followedBy(light) : from?.signal) : signal,
    options,
  };
}

function urlOf(text: string): string {
  const { href, username, password } = new URL(text);
  if (username || password) throw new TypeError("a request's URL has no credentials");
  return href;
}

function proxyOf({ body, bodyUsed }: globalThis.Request): Extracted {
  if (bodyUsed || body!.locked) throw new TypeError("the request's body is locked or has been read");
  const stream = body!.pipeThrough(new TransformStream()) as ReadableStream<Uint8Array>;
  return new Extracted(stream, null, stream);
}

/**
 * The public constructor: `new Request(url)`, `new Request(request, { method: "PUT" })`. In a function and not a class,
 * so that it shares the prototype of those that the codecs make.
 *
 * @see https://fetch.spec.whatwg.org/#dom-request
 */
export const Request: new (...given: readonly unknown[]) => Incoming = /* @__PURE__ */ (() => {
  function Request(...given: readonly unknown[]): object {
    if (!new.target) throw new TypeError("Request is a constructor: call it with new");
    need(given, 1);
    return Reflect.construct(Incoming, [partsOf(given[0], given[1])], new.target);
  }
  Incoming.prototype.constructor = Request;
  return Object.defineProperties(Request, {
    name: { value: "Request" },
    prototype: { value: Incoming.prototype },
    [Symbol.hasInstance]: {
      value(value: unknown) {
        return isInstance(this, value);
      },
    },
  }) as never;
})();
