import { http } from "unmoor";

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const later = http("POST /later/:mark", (_request, { waitUntil, log, params }) => {
  waitUntil(
    after(300).then(() => {
      log.info(`finished ${params.mark}`);
      // Work may add work.
      waitUntil(after(100).then(() => log.info(`finished the last of ${params.mark}`)));
    }),
  );
  return new Response("accepted", { status: 202 });
});

export const laterFails = http("POST /later-fails/:mark", (_request, { waitUntil, params }) => {
  waitUntil(after(20).then(() => Promise.reject(new Error(`broken ${params.mark}`))));
  return new Response("accepted", { status: 202 });
});

export const laterThenFails = http("POST /later-then-fails/:mark", (_request, { waitUntil, log, params }) => {
  waitUntil(after(100).then(() => log.info(`finished ${params.mark}`)));
  throw new Error("the handler itself failed");
});

/** Never answers. */
export const hanging = http("GET /hang/:mark", { timeout: "1s" }, (_request, { signal, log, params }) => {
  signal.addEventListener("abort", () => log.info(`aborted ${params.mark} by ${(signal.reason as Error).name}`));
  return new Promise<Response>(() => {});
});

/** Answers by itself when its time is up. */
export const punctual = http("GET /punctual", { timeout: "1s" }, async (_request, { signal }) => {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return new Response("in time", { status: 202 });
});

/** Works on until nobody waits any more. */
export const patient = http("GET /patient/:mark", async (request, { signal, log, params }) => {
  log.info(`began ${params.mark}`);
  await new Promise<void>((resolve) => {
    const given = setTimeout(resolve, 2500);
    signal.addEventListener("abort", () => {
      clearTimeout(given);
      log.info(`aborted ${params.mark} request ${request.signal.aborted}`);
      resolve();
    });
  });
  return new Response("late");
});

/** Gives turns away, so that requests interleave where an instance takes several. */
export const turns = http("POST /turns/:id", async (request, context) => {
  const trail: string[] = [context.params.id];
  const body = await request.text();
  for (let turn = 0; turn < 5; turn++) {
    await after(Number(context.params.id) % 7);
    trail.push(context.params.id);
  }
  return Response.json({ trail, body, invocation: context.invocation, url: request.url });
});
