/** A middleware as the onion sees it: one of its two faces. */
type Layer = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/**
 * Runs a handler inside its middleware, outermost first. What a layer hands to `next` joins the context, which stays
 * the same object all the way. A layer without this face fails: it must not be passed by unseen.
 */
export const onion = <Out>(
  face: "http" | "event",
  layers: readonly object[] | undefined = [],
  input: unknown,
  context: object,
  handler: () => Out | Promise<Out>,
): Out | Promise<Out> =>
  (layers as readonly Layer[]).reduceRight<() => Out | Promise<Out>>(
    (inner, layer) => () =>
      layer[face]!(input, context, async (added: object) => {
        Object.assign(context, added);
        return inner();
      }) as Out,
    handler,
  )();
