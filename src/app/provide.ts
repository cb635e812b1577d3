import type { Env } from "./context.ts";
import type { Middleware, Provider } from "./middleware.ts";

/**
 * A value that handlers find in their context: a database, a client, a clock. Made once per instance, at the first
 * invocation of a function that uses it; a failure is not kept, so that the next invocation tries again.
 * Tests replace it by name: `simulate(app, { provide: { db: fake } })`.
 *
 * @param name what it is called in the context
 * @param make gets the environment; may be async
 * @example
 * const db = provide("db", (env) => connect(env.DATABASE_URL));
 * export const user = http("GET /users/:id", { use: [db] }, async (_, { db, params }) => Response.json(await db.find(params.id)));
 */
/* @__NO_SIDE_EFFECTS__ */
export function provide<const Name extends string, Value>(
  name: Name,
  make: (env: Env) => Value,
): Middleware<{ readonly [N in Name]: Awaited<Value> }> & Provider {
  const layer = {
    provides: name,
    make,
    // The pipeline has put the value into the context before any middleware runs.
    http: (_request: Request, _context: unknown, next: (added: never) => Promise<Response>) => next(undefined as never),
    event: (_event: unknown, _context: unknown, next: (added: never) => Promise<unknown>) => next(undefined as never),
  };
  return layer as Middleware<{ readonly [N in Name]: Awaited<Value> }> & Provider;
}
