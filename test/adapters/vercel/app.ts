import { http } from "unmoor";

export const hello = http("GET /hello/:name", (_request, { params }) => Response.json({ hello: params.name }));

/** Everything that a client may want to know of what arrived. */
export const echo = http("* /echo/**", async (request, { client, deadline, invocation, trace }) => {
  const body = new Uint8Array(await request.arrayBuffer());
  return Response.json({
    method: request.method,
    url: request.url,
    headers: [...request.headers],
    bytes: body.length,
    sum: body.reduce((sum, byte) => (sum + byte) % 65_521, 0),
    client,
    left: deadline - Date.now(),
    invocation,
    trace,
  });
});

export const mirror = http(
  "POST /mirror",
  async (request) =>
    new Response(await request.arrayBuffer(), { headers: { "content-type": "application/octet-stream" } }),
);

export const cookies = http("GET /cookies", () => {
  const headers = new Headers({ "x-one": "1" });
  headers.append("set-cookie", "a=1; Expires=Tue, 09 Jun 2026 10:18:14 GMT");
  headers.append("set-cookie", "b=2");
  return new Response("with cookies", { headers });
});

export const empty = http("GET /empty", () => new Response(null, { status: 204 }));

/** A chunk every 60 ms. */
export const ticks = http("GET /ticks", () => {
  let left = 4;
  return new Response(
    new ReadableStream({
      async pull(controller) {
        if (left-- === 0) return controller.close();
        await new Promise((resolve) => setTimeout(resolve, 60));
        controller.enqueue(new TextEncoder().encode(`${left}\n`));
      },
    }),
  );
});

export const broken = http("GET /broken/:after", (_request, { params }) => {
  let left = Number(params.after);
  return new Response(
    new ReadableStream({
      async pull(controller) {
        if (left-- === 0) throw new Error("secret cause");
        await new Promise((resolve) => setTimeout(resolve, 20));
        controller.enqueue(new Uint8Array(1000));
      },
    }),
  );
});

export const thrown = http("GET /thrown", () => {
  throw new Error("secret cause");
});

export const late = http("GET /late", (_request, { waitUntil, log }) => {
  waitUntil(
    new Promise<void>((resolve) =>
      setTimeout(() => {
        log.info("late work done", { big: 1n });
        resolve();
      }, 150),
    ),
  );
  waitUntil(Promise.reject(new Error("late work failed")));
  return new Response("answered");
});

export const hang = http("GET /hang", async (_request, { signal, log }) => {
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

/** Never ends by itself. */
export const endless = http("GET /endless", (_request, { log }) => {
  const body = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      controller.enqueue(new Uint8Array(1000));
    },
    cancel: () => log.info("the endless one was cancelled"),
  });
  return new Response(body);
});
