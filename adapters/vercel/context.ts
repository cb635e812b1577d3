/** What Vercel says of a call beside its request. */
export interface RequestContext {
  waitUntil?(work: Promise<unknown>): void;
  /** ISO 8601; only in the global context, and not by `vercel dev`. */
  readonly deadline?: string;
}

/**
 * The context of the current request, as `@vercel/functions` finds it. Bound by AsyncLocalStorage on the platform: to
 * be asked before the first `await` or after, but inside the call.
 */
export function globalContext(): RequestContext | undefined {
  const holder = (globalThis as Readonly<Record<symbol, { get?(): RequestContext | undefined } | undefined>>)[
    Symbol.for("@vercel/request-context")
  ];
  return holder?.get?.();
}
