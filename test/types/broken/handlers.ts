import { type HttpMiddleware, http, on, provide, queue, type Schema } from "unmoor";

declare const cors: () => HttpMiddleware;
declare const order: Schema<{ total: string }, { total: number }>;
const db = provide("db", async () => ({ find: (id: string) => id }));
const orders = queue("orders", { schema: order });
// Each comment is part of the message that the compiler must give for the line below it.

// Property 'event' is missing in type 'HttpMiddleware<void>'
on(orders, { use: [cors()] }, () => {});
// Property 'nme' does not exist on type
http("GET /:name", (_, { params }) => new Response(params.nme));
// Type 'undefined' is not assignable to type 'string'
http("GET /:name?", (_, { params }): Response => Response.json(params.name satisfies string));
// Property 'db' does not exist on type
http("GET /", (_, context) => Response.json(context.db));
// Argument of type 'number' is not assignable to parameter of type 'string'
http("GET /", { use: [db] }, (_, { db }) => new Response(db.find(7)));
// Type 'string' is not assignable to type 'Promise<Response> | Response'
http("GET /", () => "text");
// Property 'toFixed' does not exist on type 'string'
on(queue("typed", { schema: {} as Schema<number, string> }), ({ data }) => data.toFixed());
// Property 'tota' does not exist on type '{ total: number; }'
on(orders, ({ data }) => data.tota);
// 'data' is of type 'unknown'
on(queue("untyped"), ({ data }) => data.x);
// Property 'data' does not exist on type 'readonly CloudEvent<{ total: number; }>[]'
on(orders, { batch: 10 }, (events) => events.data);
