import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { RawRequest, RawResponse } from "../../../adapters/aws/inverse/raw.ts";
import { splitPrelude } from "../../../adapters/aws/inverse/stream.ts";
import type { Runtime } from "../runtime.ts";
import { bytes, type Result } from "./environment.ts";
import { type Gateway, gateways } from "./gateway.ts";
import { lambda } from "./lambda.ts";

export interface StartOptions {
  /** What the build wrote for AWS: `dist/aws`. */
  readonly dir: string;
  /** A folder in it, with `index.mjs`. */
  readonly unit: string;
  /** A shape of the adapter; what it says decides how requests become events. */
  readonly shape?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The function's timeout; Lambda's own default is 3 s. */
  readonly timeoutMs?: number;
}

/** Lambda's limit of a synchronous request: 6 MB of JSON. */
const EVENT_BYTES = 6_291_456;

/** Starts a unit on aws-lambda-ric behind a gateway of its shape. */
export async function start(options: StartOptions): Promise<Runtime> {
  const { dir, unit, shape = "http-api", env = {}, timeoutMs = 3000 } = options;
  const gateway = gateways[shape];
  if (!gateway) throw new Error(`no gateway plays "${shape}"; one of ${Object.keys(gateways).join(", ")}`);
  let logs = "";
  const target = lambda({
    taskRoot: join(dir, unit),
    env,
    timeoutMs,
    log: (text) => {
      logs += text;
    },
  });
  const front = createServer((request, response) => {
    serve(request, response, gateway, target.invoke).catch((error: unknown) => {
      logs += `gateway: ${error instanceof Error ? error.stack : error}\n`;
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return {
    provider: "aws",
    shape,
    origin: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    logs: () => logs,
    async stop() {
      front.closeAllConnections();
      await Promise.all([new Promise((resolve) => front.close(resolve)), target.stop()]);
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  gateway: Gateway,
  invoke: (event: unknown) => Promise<Result>,
): Promise<void> {
  const raw = await rawRequest(request);
  const event = gateway.event(raw);
  if (raw.body.length > gateway.requestBytes || Buffer.byteLength(JSON.stringify(event)) > EVENT_BYTES)
    return send(response, { status: 413, headers: [], body: null });
  const result = await invoke(event);
  if (result.is === "error") return send(response, gateway.failure(result.type));
  if (result.is === "streaming" && gateway.prelude) return stream(response, result, gateway);
  const payload = (result.is === "buffered" ? result.payload : await bytes(result.body)).toString("utf8");
  let reply: unknown = payload;
  try {
    // What a streaming handler gives to a buffered invocation is no JSON (aws-lambda-web-adapter#476).
    reply = JSON.parse(payload);
  } catch {
    return send(response, gateway.failure("malformed"));
  }
  // A gateway that streams passes on what a buffered handler gave, uninterpreted.
  if (gateway.prelude) return send(response, { status: 200, headers: [], body: Buffer.from(payload) });
  send(response, gateway.answer(reply));
}

/** The request as it came over the socket: `rawHeaders` keep case, order and repetition. */
async function rawRequest(request: IncomingMessage): Promise<RawRequest> {
  const at = request.url?.indexOf("?") ?? -1;
  const target = request.url ?? "/";
  const { rawHeaders } = request;
  return {
    method: request.method ?? "GET",
    path: at < 0 ? target : target.slice(0, at),
    query: at < 0 ? "" : target.slice(at + 1),
    headers: rawHeaders.flatMap((name, index) =>
      // Both gateways end the client's connection: what belongs to it stays there.
      index % 2 || /^(connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect)$/i.test(name)
        ? []
        : [[name, rawHeaders[index + 1] ?? ""] as const],
    ),
    body: await bytes(request),
    client: request.socket.remoteAddress ?? "127.0.0.1",
    scheme: "https",
  };
}

function head(response: ServerResponse, { status, headers }: RawResponse): void {
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.writeHead(status);
}

function send(response: ServerResponse, answer: RawResponse): void {
  const body = answer.body as Uint8Array | null;
  if (response.req.method !== "HEAD" && answer.status !== 204 && answer.status !== 304)
    response.setHeader("content-length", body?.length ?? 0);
  head(response, answer);
  response.end(body ?? undefined);
}

/** Sends what a streaming handler writes as it writes it; its failure midway breaks the connection. */
async function stream(
  response: ServerResponse,
  { contentType, body }: Extract<Result, { is: "streaming" }>,
  gateway: Gateway,
): Promise<void> {
  let before: Uint8Array | undefined = new Uint8Array();
  response.once("close", () => body.resume());
  const write = async (chunk: Uint8Array): Promise<void> => {
    // Nobody tells the function that the client has gone: it streams on, unread.
    if (chunk.length && !response.destroyed && !response.write(chunk))
      await new Promise<void>((resolve) => {
        const go = (): void => {
          response.off("drain", go).off("close", go);
          resolve();
        };
        response.once("drain", go).once("close", go);
      });
  };
  if (contentType !== "application/vnd.awslambda.http-integration-response") {
    response.writeHead(200, { "content-type": contentType });
    before = undefined;
  }
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (!before) {
      await write(chunk);
      continue;
    }
    before = Buffer.concat([before, chunk]);
    const split = splitPrelude(before);
    if (!split) continue;
    before = undefined;
    head(response, gateway.prelude!(split.prelude));
    // Not `flushHeaders`, which writes them as UTF-8.
    response.write(new Uint8Array());
    await write(split.rest);
  }
  const failed = body.trailers["lambda-runtime-function-error-type"];
  if (before) send(response, gateway.failure(failed ?? "malformed"));
  else if (failed || !body.complete) response.destroy();
  else response.end();
}
