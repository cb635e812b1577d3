/** Functions that the smoke tests call on both shapes. */
import { createRoutes } from "../../../src/adapter/index.ts";
import { http } from "../../../src/index.ts";

const json = (value: unknown): Response => Response.json(value);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const utf8 = new TextEncoder();

const seen = http("* /seen/**", async (request, context) =>
  json({
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    client: context.client,
    trace: context.trace,
    invocation: context.invocation,
    bytes: [...new Uint8Array(await request.arrayBuffer())],
  }),
);
const echo = http(
  "POST /echo",
  async (request) =>
    new Response(await request.arrayBuffer(), { headers: { "content-type": "application/octet-stream" } }),
);
const cookies = http("GET /cookies", () => {
  const headers = new Headers({ "x-a": "1" });
  headers.append("set-cookie", "a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT");
  headers.append("set-cookie", "b=2");
  return new Response("ok", { headers });
});
const empty = http("GET /status/:code", (_request, { params }) => new Response(null, { status: Number(params.code) }));

/** Chunks that wait for the test: each leaves when the test asks for it. */
let release: (() => void) | undefined;
const stream = http("GET /stream", () => {
  let count = 0;
  return new Response(
    new ReadableStream({
      async pull(controller) {
        if (count)
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        if (count++ === 3) controller.close();
        else controller.enqueue(utf8.encode(`${count};`));
      },
    }),
  );
});
const next = http("POST /stream/next", async () => {
  while (!release) await pause(5);
  release();
  release = undefined;
  return new Response(null, { status: 204 });
});

const broken = http("GET /broken/:when", (_request, { params }) => {
  let sent = false;
  return new Response(
    new ReadableStream({
      async pull(controller) {
        if (params.when === "early" || sent) throw new Error("secret reason");
        sent = true;
        controller.enqueue(utf8.encode("half"));
        await pause(50);
      },
    }),
  );
});
const throws = http("GET /throws", () => {
  throw new Error("secret reason");
});

const facts: Record<string, unknown> = {};
const fact = http("GET /facts", () => json(facts));
const later = http("GET /later", (_request, context) => {
  context.waitUntil(
    pause(100).then(() => {
      facts.later = "done";
    }),
  );
  return new Response("answered");
});
const gone = http("GET /gone", async (request) => {
  facts.gone = "waiting";
  await new Promise<void>((resolve) => request.signal.addEventListener("abort", () => resolve()));
  facts.gone = (request.signal.reason as Error).name;
  return new Response("too late");
});
const slow = http("GET /slow/:ms", async (_request, { params, log }) => {
  log.info("slow began", { ms: params.ms });
  await pause(Number(params.ms));
  return new Response("slow");
});
/** More than the kernel holds for a client that does not read. */
const large = http("GET /large", (_request, { log }) => {
  log.info("large made");
  return new Response(new Uint8Array(2 ** 25));
});
/** Reads one chunk and forgets its reader. */
const forgotten = http("POST /forgotten", async (request) => {
  await request.body?.getReader().read();
  return new Response("forgotten");
});
/** Reads one chunk of the request, answers with its length, and leaves the rest unread. */
const first = http("POST /first", async (request) => {
  const reader = request.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return json({ first: value ? [...value].length : 0 });
});
const unread = http("POST /unread", () => new Response("not read"));

export const routes: ReturnType<typeof createRoutes> = createRoutes({
  seen,
  echo,
  cookies,
  empty,
  stream,
  next,
  broken,
  throws,
  fact,
  later,
  gone,
  slow,
  first,
  forgotten,
  large,
  unread,
});
