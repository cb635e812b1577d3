import { http } from "unmoor";

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const plain = { headers: { "content-type": "text/plain; charset=utf-8" } };

/** Five pieces, 60 ms apart. */
export const clicking = (): Response => {
  let click = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (click) await after(60);
      controller.enqueue(encode(`click ${++click}\n`));
      if (click === 5) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "x-stream": "1" } });
};
export const clicks = http("GET /stream/clicks", clicking);

/** Fails before its first piece. */
export const brokenEarly = http("GET /stream/broken-early", () => {
  const body = new ReadableStream<Uint8Array>({
    async pull() {
      await after(10);
      throw new Error("the password is hunter2");
    },
  });
  return new Response(body, plain);
});

/** Fails between two pieces. */
export const broken = http("GET /stream/broken/:mark", (_request, { params }) => {
  let piece = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (piece++) {
        await after(100);
        throw new Error(`the password is hunter2 ${params.mark}`);
      }
      controller.enqueue(encode("half of "));
    },
  });
  return new Response(body, plain);
});

/** Nothing, slowly. */
export const nothing = http("GET /stream/nothing", () => {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await after(30);
      controller.close();
    },
  });
  return new Response(body, plain);
});

/** Many pieces of all sizes, told by their sum. */
export const big = http("GET /stream/big/:bytes", (_request, { params }) => {
  let left = Number(params.bytes);
  let piece = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (!left) return controller.close();
      const size = Math.min(left, 1 + ((piece++ * 7_919) % 70_000));
      left -= size;
      controller.enqueue(new Uint8Array(size).fill(128 + (piece & 63)));
    },
  });
  return new Response(body, { headers: { "content-type": "application/octet-stream" } });
});

/** Pieces of 64 KiB as fast as they are taken; each begins with the milliseconds since the first. */
export const flood = http("GET /stream/flood/:pieces", (_request, { params }) => {
  let piece = 0;
  let began: number;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      began ??= performance.now();
      const bytes = new Uint8Array(65_536).fill(200);
      new DataView(bytes.buffer).setFloat64(0, performance.now() - began);
      controller.enqueue(bytes);
      if (++piece === Number(params.pieces)) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "application/octet-stream" } });
});

/** A piece every 40 ms for as long as somebody listens, at most 3 s. */
export const endless = http("GET /stream/endless/:mark", (_request, { log, params, signal }) => {
  let piece = 0;
  signal.addEventListener("abort", () => log.info(`aborted ${params.mark}`));
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (piece) await after(40);
      controller.enqueue(encode(`piece ${++piece}\n`));
      if (piece === 75) {
        log.info(`whole ${params.mark}`);
        controller.close();
      }
    },
    cancel() {
      log.info(`cancelled ${params.mark}`);
    },
  });
  return new Response(body, plain);
});

/** When each piece of the request came: milliseconds since the first. */
export const upload = http("POST /stream/upload", async (request) => {
  const pieces: { at: number; text: string }[] = [];
  let first: number | undefined;
  for await (const piece of request.body ?? []) {
    first ??= performance.now();
    pieces.push({ at: performance.now() - first, text: new TextDecoder().decode(piece) });
  }
  return Response.json(pieces);
});
