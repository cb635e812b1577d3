import {
  type EventFunction,
  type HttpFunction,
  http,
  on,
  queue,
  Reject,
  Retry,
  schedule,
  type TaskFunction,
  task,
} from "../../../src/index.ts";

// What the server's own tests call.

if (process.env.BROKEN) throw new Error("this unit cannot be loaded");

export const page: HttpFunction = http("GET /page", () => new Response("a page"));

let next = (): void => {};
/** Pieces that others let go. */
export const slow: HttpFunction = http("GET /slow", (_request, { log }) => {
  log.info("slow began");
  let pieces = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (pieces)
        await new Promise<void>((resolve) => {
          next = resolve;
        });
      controller.enqueue(new TextEncoder().encode(`${++pieces};`));
      if (pieces === 2) controller.close();
    },
  });
  return new Response(body);
});
export const letGo: HttpFunction = http("POST /slow", () => {
  next();
  return new Response(null, { status: 204 });
});

/** Never answers by itself. */
export const stuck: HttpFunction = http("GET /stuck", (request, { log }) => {
  log.info("stuck began");
  request.signal.addEventListener("abort", () => log.info("stuck was told"));
  return new Promise<Response>(() => {});
});

export const later: HttpFunction = http("POST /later", (_request, { waitUntil, log }) => {
  waitUntil(new Promise((resolve) => setTimeout(resolve, 700)).then(() => log.info("later is done")));
  return new Response(null, { status: 202 });
});

export const fulfil: EventFunction = on(queue("orders"), { deadLetter: () => {} }, async ({ data }) => {
  if (data === "later") throw new Retry("later", { after: "90s" });
});
export const strict: EventFunction = on(queue("strict"), async () => {
  throw new Reject("never");
});
export const nightly: EventFunction = on(schedule("0 2 * * *"), (_event, { log }) => log.info("nightly ran"));
export const resize: TaskFunction<"resize", { key: string }, { key: string } | undefined> = task(
  "resize",
  async ({ key }: { key: string }) => {
    if (key === "broken") throw new Error("the password is hunter2");
    if (key === "never") throw new Reject("the password is hunter2");
    if (key === "later") throw new Retry("busy", { after: "1500ms" });
    return key === "nothing" ? undefined : { key };
  },
);
