/** Runs a program on one implementation of Fetch, and tells what a program can observe. */
import type { BodySpec, HeadersSpec, Step } from "./program.ts";

export interface Fetch {
  readonly Headers: typeof globalThis.Headers;
  readonly Request: typeof globalThis.Request;
  readonly Response: typeof globalThis.Response;
}

const PROPERTIES = [
  "method",
  "url",
  "destination",
  "referrer",
  "referrerPolicy",
  "mode",
  "credentials",
  "cache",
  "redirect",
  "integrity",
  "keepalive",
  "isReloadNavigation",
  "isHistoryNavigation",
  "duplex",
  "status",
  "ok",
  "statusText",
  "type",
  "redirected",
  "bodyUsed",
] as const;

const encoder = new TextEncoder();

/** A value without its identity: what can be compared. */
async function seen(value: unknown): Promise<unknown> {
  if (value instanceof ArrayBuffer) return { buffer: characters(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value))
    return { [value.constructor.name]: characters(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
  if (value instanceof Blob) return { blob: value.type, bytes: characters(new Uint8Array(await value.arrayBuffer())) };
  if (value instanceof FormData)
    return {
      form: await Promise.all(
        [...value].map(async ([name, it]) => [name, typeof it === "string" ? it : [it.name, it.type, await it.text()]]),
      ),
    };
  const tag = (value as { [Symbol.toStringTag]?: string } | null | undefined)?.[Symbol.toStringTag];
  if (typeof value === "object" && value && tag) return { tag };
  return value;
}

const characters = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

const failure = (thrown: unknown): unknown => ({
  throws: thrown instanceof Error ? `${thrown.constructor.name} ${thrown.name}` : thrown,
});

/** A promise's value, or that it has none: a tee, for one, cancels when both of its halves are. */
async function ended(promise: Promise<unknown> | undefined): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const never = new Promise((resolve) => {
    timer = setTimeout(resolve, 5000, { never: true });
  });
  return Promise.race([promise, never]).finally(() => clearTimeout(timer));
}

interface World {
  readonly headers: Headers[];
  readonly bodies: (Request | Response)[];
  readonly readers: ReadableStreamDefaultReader<unknown>[];
}

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % (list.length || 1)];
const mine = {
  toString: () => {
    throw new EvalError("mine");
  },
};
const ODD: readonly unknown[] = [7, {}, mine, Symbol("s"), true, () => "f", 1.5, [["a", "b"]]];

function headersOf(spec: HeadersSpec | undefined, world: World): unknown {
  if (!spec) return undefined;
  if (spec.is === "world") return pick(world.headers, spec.at);
  if (spec.is === "odd")
    return [null, 7, "text", new Map([["m", "1"]]), [["a", Symbol("s")]], [[mine, "x"]], new Set(["ab"]), { a: mine }][
      spec.at
    ];
  // undici loses an own `__proto__`: differences.test.ts.
  return spec.is === "pairs" ? spec.pairs : Object.fromEntries(spec.pairs.filter(([name]) => name !== "__proto__"));
}

const chunkOf = (kind: string): unknown =>
  ({ text: "text", bytes: encoder.encode("by"), empty: new Uint8Array(), odd: 7 })[kind];

function bodyOf(spec: BodySpec | undefined, world: World): unknown {
  if (!spec || spec.is === "undefined") return undefined;
  switch (spec.is) {
    case "null":
      return null;
    case "text":
      return spec.text;
    case "bytes":
      return encoder.encode(spec.text);
    case "buffer":
      return encoder.encode(spec.text).buffer;
    case "view":
      return new DataView(encoder.encode(`..${spec.text}`).buffer, 2);
    case "blob":
      return new Blob([spec.text]);
    case "typedBlob":
      return new Blob([spec.text], { type: "image/x" });
    case "params":
      return new URLSearchParams(spec.text);
    case "world":
      return pick(world.bodies, spec.at)?.body;
    case "odd":
      return ODD[spec.at];
    default: {
      const chunks = spec.chunks.map(chunkOf);
      if (spec.is === "iterable")
        return (async function* () {
          yield* chunks;
        })();
      return new ReadableStream({
        ...(spec.is === "byteStream" && { type: "bytes" as const }),
        start(controller) {
          for (const chunk of chunks)
            if (spec.is === "stream" || (chunk as Uint8Array).length)
              (controller as ReadableStreamDefaultController).enqueue(chunk);
          controller.close();
        },
      });
    }
  }
}

function initOf(init: Readonly<Record<string, unknown>> | undefined, world: World): unknown {
  if (!init) return undefined;
  const made: Record<string, unknown> = { ...init };
  if ("headers" in init) made.headers = headersOf(init.headers as HeadersSpec, world);
  if ("body" in init) made.body = bodyOf(init.body as BodySpec, world);
  if ("signal" in init)
    made.signal = { aborted: AbortSignal.abort("why"), live: new AbortController().signal, null: null, odd: {} }[
      init.signal as "live"
    ];
  return made;
}

/** Everything that one step shows. */
export async function run(program: readonly Step[], { Headers, Request, Response }: Fetch): Promise<unknown[]> {
  const world: World = { headers: [], bodies: [], readers: [] };
  const later: Promise<unknown>[] = [];
  const log: unknown[] = [];

  const step = async (it: Step): Promise<unknown> => {
    const headers = "at" in it ? pick(world.headers, it.at) : undefined;
    const subject = "at" in it ? pick(world.bodies, it.at) : undefined;
    const reader = "at" in it ? pick(world.readers, it.at) : undefined;
    const added = <T extends Request | Response>(made: T): T => {
      world.bodies.push(made);
      return made;
    };
    switch (it.op) {
      case "Headers": {
        const init = headersOf(it.init, world);
        world.headers.push(it.init ? new Headers(init as HeadersInit) : new Headers());
        return undefined;
      }
      case "Response":
        return added(new Response(bodyOf(it.body, world) as BodyInit, initOf(it.init, world) as ResponseInit));
      case "json":
        return added(Response.json(it.data, initOf(it.init, world) as ResponseInit));
      case "redirect":
        return added(Response.redirect(it.url as string, it.status as number));
      case "error":
        return added(Response.error());
      case "Request":
        return added(new Request(it.url as string, initOf(it.init, world) as RequestInit));
      case "from": {
        if (!subject || !("method" in subject)) return undefined;
        const before = subject.bodyUsed;
        // Never without an init, since undici never is: differences.test.ts.
        const init = { window: null, ...(initOf(it.init, world) as RequestInit | undefined) };
        const made = added(new Request(subject, init));
        // What was taken over is used; until when it is locked depends on when the other is read.
        if (subject.bodyUsed) world.bodies.splice(world.bodies.indexOf(subject), 1);
        return [before, subject.bodyUsed, made.bodyUsed];
      }
      case "rewrap":
        if (!subject) return undefined;
        return "method" in subject
          ? added(new Request("https://new.example/", subject))
          : added(new Response(subject.body, subject));
      case "append":
      case "set":
        return headers?.[it.op](it.name, it.value as string);
      case "get":
      case "has":
      case "delete":
        return headers?.[it.op](it.name);
      case "list":
        return headers && [...headers];
      case "keys":
      case "values":
        return headers && [...headers[it.op]()];
      case "forEach": {
        const calls: unknown[] = [];
        headers?.forEach(function (this: unknown, value, name, all) {
          calls.push([value, name, all === headers, this]);
        }, 7);
        return calls;
      }
      case "cookies":
        return headers?.getSetCookie();
      case "bare":
        return headers && (headers.get as () => unknown)();
      case "live": {
        if (!headers) return undefined;
        const pairs: unknown[] = [];
        for (const entry of headers) {
          pairs.push(entry);
          if (pairs.length === it.after + 1) {
            if (it.remove) headers.delete(it.name);
            else headers.append(it.name, it.value as string);
          }
          if (pairs.length > 30) break;
        }
        return pairs;
      }
      case "headers":
        if (!subject) return undefined;
        world.headers.push(subject.headers);
        return world.headers.at(-1) === subject.headers && [...subject.headers];
      case "read": {
        if (!subject) return undefined;
        const reading = subject[it.how]();
        const used = subject.bodyUsed;
        if (it.wait) return [used, await seen(await reading)];
        later.push(reading.then(seen, failure));
        return used;
      }
      case "clone": {
        if (!subject) return undefined;
        const copy = subject.clone();
        if ("signal" in subject) copy.headers.append("cloned", "1");
        return added(copy) && [[...copy.headers], subject.bodyUsed];
      }
      case "look":
        if (!subject) return undefined;
        return [
          Object.prototype.toString.call(subject),
          subject instanceof Response,
          subject instanceof Request,
          PROPERTIES.map((name) => (subject as unknown as Record<string, unknown>)[name]),
          "signal" in subject && [subject.signal.aborted, subject.signal.reason, subject.signal instanceof AbortSignal],
        ];
      case "touch":
        return (
          subject && [
            subject.body?.locked,
            new Set([subject.body, subject.body]).size,
            await seen(subject.body),
            subject.bodyUsed,
          ]
        );
      case "reader":
        if (subject?.body) world.readers.push(subject.body.getReader());
        return undefined;
      case "chunk":
        return reader?.read().then(async ({ value, done }) => [await seen(value), done]);
      case "release":
        return reader?.releaseLock();
      case "cancel":
        // Half of a tee waits for the other half, and a light clone may be none: only whether it fails is compared.
        return Promise.race([subject?.body?.cancel("why"), new Promise((resolve) => setImmediate(resolve))]);
      case "tee":
        return subject?.body?.tee().map((half) => half.locked);
    }
  };

  for (const it of program) {
    try {
      log.push([it.op, await seen(await ended(step(it)))]);
    } catch (thrown) {
      log.push([it.op, failure(thrown)]);
    }
  }
  log.push(await Promise.all(later.map(ended)));
  for (const body of world.bodies) {
    log.push(body.bodyUsed, [...body.headers]);
    log.push(await ended(body.bytes().then(seen, failure)));
  }
  return log;
}
