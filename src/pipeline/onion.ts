/** A middleware as the onion sees it: one of its two faces. */
type Layer = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/**
 * Runs a handler inside its middleware, outermost first. What a layer hands to `next` joins the context, which stays
 * the same object all the way.
 */
export function onion<Out>(
  face: "http" | "event",
  layers: readonly object[] | undefined,
  input: unknown,
  context: object,
  handler: () => Out | Promise<Out>,
): Out | Promise<Out> {
  const run = (at: number): Out | Promise<Out> => {
    const layer = layers?.[at] as Layer | undefined;
    return layer
      ? (layer[face]?.(input, context, async (added: object) => {
          Object.assign(context, added);
          return run(at + 1);
        }) as Out)
      : handler();
  };
  return run(0);
}
