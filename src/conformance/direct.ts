import {
  type Adapter,
  type App,
  byteString,
  type Codec,
  createInvocation,
  createRoutes,
  exchange,
  type Host,
  httpDispatch,
  type Inverse,
  nodeHost,
  type Traits,
} from "../adapter/index.ts";
import type { Answer, Call, Carrier } from "./call.ts";

/** What runs in process. */
export interface DirectOptions {
  readonly adapter: Adapter;
  /** A key of its shapes that carries HTTP. */
  readonly shape: string;
  readonly app: App;
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds that an invocation has, as a platform would grant them. */
const GRANTED = 30_000;

/**
 * A carrier through an adapter's codec and its inverse, in process: what the platform's front would hand over goes
 * down the very road of production, and what comes back is read as the front would read it.
 *
 * @example directCarrier({ adapter, shape: "http-api", app })
 */
export function directCarrier({ adapter, shape: name, app, env = {} }: DirectOptions): Carrier {
  const shape = adapter.shapes[name] as (typeof adapter.shapes)[string];
  const codec = shape.codec({} as never) as Codec<"http", unknown, unknown>;
  const inverse = shape.inverse as Inverse<"http", unknown, unknown>;
  const traits = shape.traits as Traits<"http">;
  const dispatch = httpDispatch(createRoutes(app), { provider: adapter.name });
  const host: Host = { ...nodeHost(), env };
  const lines: string[] = [];
  let count = 0;

  const send = async (call: Call): Promise<Answer> => {
    const began = performance.now();
    const gone = new AbortController();
    const leave = call.abortAfterMs === undefined ? undefined : setTimeout(() => gone.abort(), call.abortAfterMs);
    const wire = await inverse.wire({ request: requestOf(call, gone.signal), client: "192.0.2.1" });
    const invocation = createInvocation(
      {
        id: `invocation-${++count}`,
        native: wire,
        deadline: host.now() + GRANTED,
        trace: call.headers.find(([name]) => name.toLowerCase() === "traceparent")?.[1],
        // Where the platform does not tell, nothing may.
        disconnect: traits.disconnect === true ? gone.signal : undefined,
        log: ({ error, ...record }) =>
          void lines.push(JSON.stringify({ ...record, error: error instanceof Error ? error.stack : error })),
      },
      host,
    );
    const reply = await exchange(codec, wire, invocation, dispatch, host).catch((thrown: Error) => thrown);
    const early = traits.background === true ? undefined : invocation.rest();
    await early;
    const outcome = inverse.outcome(reply, wire, []);
    if (outcome instanceof Error) throw outcome;
    const answer = await read(outcome, call, gone, began, (error) =>
      // What the carrier or the platform does, which is left out here.
      invocation.log.error("the response failed", { error }),
    );
    clearTimeout(leave);
    void invocation.rest();
    return answer;
  };
  return { provider: adapter.name, shape: name, traits, limits: shape.limits, send, logs: () => lines.join("\n") };
}

/**
 * The request as it stood on the line. Fetch would resolve `/%2e%2e/` and refuse TRACE or a Host with `@`, which no
 * front must do for us: target and method are put over what Fetch made of them.
 */
export function requestOf({ method, target, headers, body, chunks }: Call, signal: AbortSignal): Request {
  const bodiless = /^(GET|HEAD|TRACE|CONNECT)$/i.test(method);
  const init: RequestInit & { duplex: "half" } = { method: "POST", signal, duplex: "half" };
  if (chunks) init.body = streamOf(chunks);
  else if (body && !bodiless) init.body = body as BodyInit;
  const said = headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "";
  // A hostile one stands among the headers only; here it would choose the path.
  const host = /^[\w.-]+(:\d+)?$/.test(said) ? said : "app.example";
  const request = new Request("https://app.example/", init);
  // What a body brings by itself is not on the line.
  request.headers.delete("content-type");
  for (const [name, value] of headers) request.headers.append(name, byteString(value));
  if (body) request.headers.set("content-length", String(body.byteLength));
  const url = target.startsWith("/") ? `https://${host}${target}` : target;
  const line = { url: { value: url }, method: { value: method }, ...(bodiless && { body: { value: null } }) };
  return Object.defineProperties(request, line);
}

function streamOf(chunks: NonNullable<Call["chunks"]>): ReadableStream<Uint8Array> {
  const rest = [...chunks];
  return new ReadableStream({
    async pull(controller) {
      const next = rest.shift();
      if (!next) return controller.close();
      if (next.afterMs) await new Promise((resolve) => setTimeout(resolve, next.afterMs));
      controller.enqueue(next.bytes);
    },
  });
}

/**
 * Reads an answer as a client would.
 *
 * @param failed gets what the body failed with
 */
export async function read(
  response: Response,
  call: Call,
  gone: AbortController,
  began: number,
  failed?: (error: unknown) => void,
): Promise<Answer> {
  const parts: Uint8Array[] = [];
  const chunks: { at: number; bytes: number }[] = [];
  let complete = true;
  const reader = response.body?.getReader();
  try {
    for (let it = await reader?.read(); it && !it.done; it = await reader?.read()) {
      parts.push(it.value);
      chunks.push({ at: performance.now() - began, bytes: it.value.byteLength });
      if (call.abortAfterFirstChunk) {
        complete = false;
        gone.abort();
        await reader?.cancel();
        break;
      }
      if (call.pauseMs && parts.length === 1) await new Promise((resolve) => setTimeout(resolve, call.pauseMs));
    }
  } catch (error) {
    complete = false;
    failed?.(error);
  }
  const headers = [...response.headers].map(([name, value]) => [name, value] as const);
  return { status: response.status, headers, body: new Uint8Array(Buffer.concat(parts)), chunks, complete };
}
