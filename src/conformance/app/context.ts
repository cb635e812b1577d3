import { type HttpMiddleware, http, problem, provide } from "unmoor";

export const facts = http("GET /facts", (_request, context) =>
  Response.json({
    function: context.function,
    provider: context.provider,
    invocation: context.invocation,
    client: context.client ?? null,
    attempt: context.attempt ?? null,
    deadline: Number.isFinite(context.deadline) ? context.deadline - Date.now() : null,
    aborted: context.signal.aborted,
    native: typeof context.native,
    checkpoint: context.checkpoint("here") ?? null,
  }),
);

export const trace = http("GET /trace", (_request, { trace }) => Response.json({ trace: trace ?? null }));

export const colour = http("GET /env", (_request, { env }) =>
  Response.json({ colour: env.SCENARIO_COLOUR ?? null, missing: env.SCENARIO_MISSING ?? null }),
);

export const line = http("GET /log/:mark", (_request, { log, params }) => {
  log.info(`marked ${params.mark}`, { order: 17 });
  log.error("something failed", { error: new Error(`cause ${params.mark}`) });
  return new Response("logged");
});

let made = 0;
const counter = provide("counter", async (env) => {
  const serial = ++made;
  await new Promise((resolve) => setTimeout(resolve, 20));
  let count = 0;
  return { colour: env.SCENARIO_COLOUR, serial, next: () => ++count };
});
export const provided = http("GET /provided", { use: [counter] }, (_request, { counter }) =>
  Response.json({ serial: counter.serial, colour: counter.colour, count: counter.next() }),
);

const user: HttpMiddleware<{ user: string }> = {
  http(request, _context, next) {
    const name = request.headers.get("authorization")?.replace("Bearer ", "");
    return name ? next({ user: name }) : problem(401, "say who you are");
  },
};
const order = (name: string): HttpMiddleware => ({
  async http(_request, _context, next) {
    const response = await next();
    const headers = new Headers(response.headers);
    headers.append("x-order", name);
    return new Response(response.body, { status: response.status, headers });
  },
});
const failing: HttpMiddleware = {
  http() {
    throw new Error("the password is hunter2");
  },
};
export const guarded = http(
  "GET /guarded",
  { use: [order("outer"), user, order("inner")] },
  (_request, { user, signal }) => Response.json({ user, signal: signal.aborted }),
);
export const guardFails = http("GET /guard-fails", { use: [failing] }, () => new Response("not reached"));
