import type { Env, Provider } from "../app/index.ts";

/** A middleware as the onion sees it: one of its two faces, and perhaps a provided value. */
type Layer = Partial<Provider> & Partial<Record<"http" | "event", (...args: never[]) => unknown>>;

/** Values made by `provide`, kept for the life of an instance. */
export interface Provided {
  /** Puts what the layers provide into `context`. */
  into(context: object, layers: readonly object[] | undefined, env: Env): void | Promise<void>;
}

/**
 * The values of one instance.
 *
 * @param fakes by name, in place of what `provide` would make
 */
export function createProvided(fakes: Readonly<Record<string, unknown>> = {}): Provided {
  const values = new Map<object, unknown>();
  const value = (layer: Layer & Provider, env: Env): unknown => {
    if (Object.hasOwn(fakes, layer.provides)) return fakes[layer.provides];
    if (values.has(layer)) return values.get(layer);
    const made = layer.make(env);
    values.set(layer, made);
    // Invocations that come while it is made wait for the same; a failure is not kept.
    if (made instanceof Promise)
      made.then(
        (it) => values.set(layer, it),
        () => values.delete(layer),
      );
    return made;
  };
  return {
    into(context, layers, env) {
      const pending: Promise<unknown>[] = [];
      for (const layer of layers ?? []) {
        if (!("provides" in layer)) continue;
        const { provides } = layer as Layer & Provider;
        const put = (it: unknown): void => {
          Object.defineProperty(context, provides, { value: it, enumerable: true });
        };
        const made = value(layer as Layer & Provider, env);
        if (made instanceof Promise) pending.push(made.then(put));
        else put(made);
      }
      if (pending.length) return Promise.all(pending).then(() => {});
    },
  };
}

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
    if (!layer) return handler();
    const next = async (added?: object): Promise<Out> => {
      if (added) Object.defineProperties(context, Object.getOwnPropertyDescriptors(added));
      return run(at + 1);
    };
    return layer[face]?.(...([input, context, next] as never[])) as Out | Promise<Out>;
  };
  return run(0);
}
