import { Hono } from "hono";
import {
  type HttpFunction,
  type HttpMiddleware,
  http,
  type Middleware,
  on,
  provide,
  queue,
  Reject,
  Retry,
} from "unmoor";
import * as v from "valibot";
import { z } from "zod";

// Compiles, or the types are wrong: nothing here runs. Every handler's parameters are inferred.

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Holds when the value has exactly this type. */
export const exactly =
  <Wanted>() =>
  <Given>(_: Given, ..._wrong: Equal<Given, Wanted> extends true ? [] : [never]): Response =>
    new Response();

export const none: HttpFunction = http("GET /hello", (_, { params }) => exactly<keyof typeof params>()(null as never));
export const one: HttpFunction = http("GET /:a", (_, { params }) => exactly<string>()(params.a));
export const two: HttpFunction = http("GET,POST /:a/x/:b", (_, { params }) =>
  exactly<"a" | "b">()(null as unknown as keyof typeof params),
);
export const optional: HttpFunction = http("GET /:a/:b?", (_, { params }) => exactly<string | undefined>()(params.b));
export const rest: HttpFunction = http("* /x/**:path", (_, { params }) => exactly<string>()(params.path));

const user = (): HttpMiddleware<{ user: string }> => ({ http: (_request, _context, next) => next({ user: "ada" }) });
const plain = (): Middleware => ({
  http: (_request, _context, next) => next(),
  event: (_event, _context, next) => next(),
});
const db = provide("db", async (env) => ({ url: env.DB }));
export const used: HttpFunction = http(
  "GET /:id",
  { use: [user(), plain(), db] },
  (_, { user, db, params, signal }) => {
    exactly<string>()(user);
    exactly<string>()(params.id);
    exactly<AbortSignal>()(signal);
    return exactly<{ url: string | undefined }>()(db);
  },
);
export const eventual: ReturnType<typeof on> = on(queue("q"), { use: [plain(), db] }, (_, { db }) => {
  exactly<{ url: string | undefined }>()(db);
});

const shapes = {
  zod: queue("zod", { schema: z.object({ at: z.string().transform((text) => new Date(text)) }) }),
  valibot: queue("valibot", { schema: v.object({ total: v.pipe(v.string(), v.transform(Number)) }) }),
};
export const zodded: ReturnType<typeof on> = on(shapes.zod, ({ data }) => exactly<Date>()(data.at));
export const valibotted: ReturnType<typeof on> = on(shapes.valibot, ({ data }) => exactly<number>()(data.total));
export const batched: ReturnType<typeof on> = on(shapes.valibot, { batch: 10 }, async (events) => {
  exactly<number | undefined>()(events[0]?.data.total);
  return Promise.allSettled(events.map(async ({ data }) => data.total));
});
export const mixed: ReturnType<typeof on> = on(shapes.valibot, { batch: 2 }, () => [
  undefined,
  new Retry("x"),
  new Reject(),
]);
/** A single handler may return anything. */
export const saved: ReturnType<typeof on> = on(shapes.valibot, async ({ data }) => ({ id: data.total }));

const hono = new Hono<{ Bindings: { DB: string } }>();
export const site: HttpFunction = http("* /**", hono.fetch);
export const prefixed: HttpFunction = http("GET /app/**", { use: [user()] }, hono.fetch);
/** h3, Elysia, itty and plain Workers have this shape. */
declare const app: { fetch(request: Request): Response | Promise<Response> };
export const other: HttpFunction = http("* /h3/**", app.fetch);

/** A route that is only known when it runs has params that may be missing. */
export const dynamic = (route: string): HttpFunction =>
  http(route, (_, { params }) => exactly<string | undefined>()(params.anything));
