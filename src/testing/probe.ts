import type { AnyFunction, EventFunction, HttpFunction, TaskFunction } from "../app/index.ts";

/** What the simulator does around a handler. */
export interface Probe {
  /** Before the handler; may never come back. */
  before(call: Call): void | Promise<void>;
  after(call: Call): void | Promise<void>;
  checkpoint(call: Call, name: string): void | Promise<void>;
  /** The function's own handler for dead letters has taken an event. */
  buried(call: Call, error: Error): void;
}

/** One call of a handler. */
export interface Call {
  readonly invocation: string;
  /** Export name. */
  readonly function: string;
  /** Ids of its events. */
  readonly events: readonly string[];
}

type Seen = { readonly invocation: string; readonly function: string; checkpoint?: unknown };

/**
 * A function with a probe around its handler, by means that apps have themselves: a middleware outside all others. So
 * nothing of it is in the pipeline, or in a bundle.
 */
export function probed(fn: AnyFunction, probe: Probe): AnyFunction {
  const around = async (events: readonly string[], context: Seen, next: () => unknown): Promise<unknown> => {
    const call: Call = { invocation: context.invocation, function: context.function, events };
    context.checkpoint = (name: string) => probe.checkpoint(call, name);
    await probe.before(call);
    const given = await next();
    await probe.after(call);
    return given;
  };
  if (fn.kind === "http") {
    const layer = {
      http: (_: Request, context: Seen, next: (added: object) => unknown) => around([], context, () => next({})),
    };
    return {
      ...fn,
      options: { ...fn.options, use: [layer as never, ...(fn.options.use ?? [])] },
    } satisfies HttpFunction;
  }
  if (fn.kind === "task")
    return {
      ...fn,
      handler: (input: never, context) => around([], context as Seen, () => fn.handler(input, context)),
    } satisfies TaskFunction;
  const { deadLetter, use = [] } = fn.options;
  const layer = {
    event: (events: readonly { readonly id: string }[], context: Seen, next: (added: object) => unknown) =>
      around(
        events.map(({ id }) => id),
        context,
        () => next({}),
      ),
  };
  return {
    ...fn,
    options: {
      ...fn.options,
      use: [layer as never, ...use],
      ...(deadLetter && {
        deadLetter: async (event, error, context) => {
          const given = await deadLetter(event, error, context);
          probe.buried({ invocation: context.invocation, function: context.function, events: [event.id] }, error);
          return given;
        },
      }),
    },
  } satisfies EventFunction;
}
