import { type App, eventDispatch, type LogRecord } from "../../adapter/index.ts";
import type { EventCarrier, EventTrigger } from "./carrier.ts";
import { BEGINNING, createClock } from "./clock.ts";
import { roadCarrier } from "./deliver.ts";
import { invoke, lineOf } from "./invoke.ts";
import { codecOf, type EventFunction, functionOf, inverseOf, type Road, type ShapeUnderTest } from "./road.ts";

/** What runs in process. */
export interface DirectEventOptions extends ShapeUnderTest {
  /** The scenarios' app. */
  readonly app: App;
}

/**
 * A carrier of events through an adapter's codec and its inverse, in process: what the provider would hand over goes
 * down the very road of production, and what comes back is read as the provider would read it.
 *
 * @example await directEventCarrier({ adapter, shape: "sqs", app }, "queue")
 */
export const directEventCarrier = (options: DirectEventOptions, trigger: EventTrigger): Promise<EventCarrier> =>
  roadCarrier(
    options,
    trigger,
    (title) => directRoad(options, trigger, title, functionOf(options.app, title)),
    () => BEGINNING,
  );

/**
 * The road of production to one function, on a virtual clock.
 *
 * @param disturb stands before the provider's control plane: a response or a throw is the answer
 */
export function directRoad(
  under: ShapeUnderTest,
  trigger: EventTrigger,
  name: string,
  fn: EventFunction,
  disturb?: (call: Request) => Promise<Response> | undefined,
): Road {
  const codec = codecOf(under, trigger, fn.options);
  const inverse = inverseOf(under);
  const dispatch = eventDispatch(name, fn, { provider: under.adapter.name });
  const calls: Request[] = [];
  const log: LogRecord[] = [];
  const clock = createClock({
    env: under.env ?? {},
    async fetch(request) {
      calls.push(request.clone());
      const disturbed = disturb?.(request);
      if (disturbed) {
        // A codec may wait before it calls again.
        clock.wait();
        return disturbed;
      }
      if (!inverse.serve) throw new Error(`${under.shape} has no control plane, and was called: ${request.url}`);
      return inverse.serve(request);
    },
  });
  return {
    calls,
    send: (wire) => invoke(codec, wire, dispatch, clock, log),
    log: () => log.map(lineOf).join("\n"),
    now: clock.now,
  };
}
