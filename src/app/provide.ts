import type { Env } from "./context.ts";
import type { Middleware } from "./middleware.ts";

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
): Middleware<{ readonly [N in Name]: Awaited<Value> }> {
  // By dispatch: each has its own fakes, and what one test makes is not what the next one gets.
  const made = new WeakMap<object, Value>();
  const layer = async (
    _input: unknown,
    context: { readonly env: Env; readonly "~dispatch": { readonly provide?: Readonly<Record<string, unknown>> } },
    next: (added: never) => Promise<never>,
  ): Promise<never> => {
    const dispatch = context["~dispatch"];
    const { provide: fakes } = dispatch;
    if (fakes && Object.hasOwn(fakes, name)) return next({ [name]: await fakes[name] } as never);
    // Invocations that come while it is made wait for the same.
    if (!made.has(dispatch)) made.set(dispatch, make(context.env));
    let value: unknown;
    try {
      value = await made.get(dispatch);
    } catch (failure) {
      made.delete(dispatch);
      throw failure;
    }
    return next({ [name]: value } as never);
  };
  return { http: layer as never, event: layer as never };
}
