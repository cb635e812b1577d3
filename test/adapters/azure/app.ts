/** Functions that the smoke tests call on Azure. */
import { http } from "unmoor";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const json = (value: unknown): Response => Response.json(value);

export const hello = http("GET /hello/:name", (_request, { params }) => json({ hello: params.name }));

export const seen = http("* /seen/**", async (request, { client, deadline, invocation, trace, provider }) =>
  json({
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    body: await request.text(),
    client,
    left: deadline - Date.now(),
    invocation,
    trace,
    provider,
  }),
);

export const mirror = http(
  "POST /mirror",
  async (request) =>
    new Response(await request.arrayBuffer(), { headers: { "content-type": "application/octet-stream" } }),
);

/** When each piece of the request came. */
export const upload = http("POST /upload", async (request) => {
  const pieces: [number, string][] = [];
  for await (const piece of request.body ?? []) pieces.push([performance.now(), new TextDecoder().decode(piece)]);
  return json(pieces);
});

export const unread = http("POST /unread", () => new Response("not read"));

export const cookies = http("GET /cookies", () => {
  const headers = new Headers({ "x-one": "1" });
  headers.append("x-list", "a");
  headers.append("x-list", "b");
  headers.append("set-cookie", "a=1%2F2; Expires=Tue, 09 Jun 2026 10:18:14 GMT; Partitioned; Secure");
  headers.append("set-cookie", "b=2");
  return new Response("with cookies", { headers });
});

export const status = http(
  "* /status/:code",
  (_request, { params }) =>
    new Response(/^(204|205|304)$/.test(params.code) ? null : "body", { status: Number(params.code) }),
);

/** A chunk every 60 ms. */
export const ticks = http("GET /ticks", () => {
  let left = 4;
  const body = new ReadableStream({
    async pull(controller) {
      if (left-- === 0) return controller.close();
      await pause(60);
      controller.enqueue(new TextEncoder().encode(`${left}\n`));
    },
  });
  return new Response(body);
});

/** As much as is taken; the log says how many pieces of 64 KiB were made. */
export const flood = http("GET /flood", (_request, { log }) => {
  let made = 0;
  const body = new ReadableStream({
    pull(controller) {
      made++;
      controller.enqueue(new Uint8Array(65_536));
    },
    cancel: () => log.info("flood cancelled", { made }),
  });
  return new Response(body);
});

export const broken = http("GET /broken/:after", (_request, { params }) => {
  let left = Number(params.after);
  const body = new ReadableStream({
    async pull(controller) {
      if (left-- === 0) throw new Error("secret cause");
      // At once: the failure may come before the head has left.
      controller.enqueue(new Uint8Array(1000));
    },
  });
  return new Response(body);
});

export const thrown = http("GET /thrown", () => {
  throw new Error("secret cause");
});

export const late = http("GET /late", (_request, { waitUntil, log }) => {
  waitUntil(pause(200).then(() => log.info("late work done", { big: 1n })));
  waitUntil(Promise.reject(new Error("late work failed")));
  return new Response("answered");
});

export const hang = http("GET /hang", { timeout: "1s" }, async (_request, { signal, log }) => {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  log.info("the signal fired");
  return new Response("gave up");
});

/** Works on until nobody waits any more. */
export const patient = http("GET /patient", async (request, { signal, log }) => {
  log.info("the patient one began");
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  log.info(`nobody waits: ${(signal.reason as Error).name}, request ${request.signal.aborted}`);
  return new Response("to nobody");
});
