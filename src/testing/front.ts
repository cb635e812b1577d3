import { error, type Outcome } from "../adapter/index.ts";
import { invoke } from "./invoke.ts";
import { excess, targetOf, tooLarge } from "./limit.ts";
import type { Spot } from "./plan.ts";
import { timeoutOf } from "./profile.ts";
import type { Reading } from "./reading.ts";
import type { Unit } from "./unit.ts";
import { keep, type World } from "./world.ts";

/** What stands before the HTTP functions, and before tasks. */
export interface Front {
  fetch(request: Request): Promise<Response>;
}

export function createFront(world: World, unit: Unit<"http">, reading: Reading): Front {
  const { tracer, plan, clock } = world;
  const { carrier } = unit;
  const { answers } = carrier.profile.instance;
  const timeoutMs = timeoutOf(undefined, carrier.profile, world.overrides);
  let busy = 0;
  const answer = (key: string, status: number, why: string): Response => {
    tracer.add("respond", key, `${status}: ${why}`);
    return new Response(null, { status });
  };

  return {
    async fetch(request) {
      const number = world.count("request");
      const event = `r${number}`;
      const since = clock.now() - world.began;
      const spot: Spot = {
        key: `${event}#1`,
        event,
        names: [unit.name],
        nth: number,
        number: 1,
        attempts: 1000,
        now: since,
      };
      tracer.add("request", event, `${request.method} ${targetOf(request)}`);
      const large = await tooLarge(request, carrier.shape.limits);
      if (large) return answer(event, answers[large.limit], large.said);
      if (plan.throttledUntil(since) !== undefined || busy >= unit.capacity)
        return answer(event, answers.throttled, "throttled");
      busy++;
      const leave = new AbortController();
      const left = plan.find("disconnect", spot);
      const gone = Promise.withResolvers<never>();
      if (left)
        clock.after(left.ms, () => {
          tracer.add("leave", event);
          const reason = new DOMException("the client went away", "AbortError");
          leave.abort(reason);
          gone.reject(reason);
        });
      gone.promise.catch(() => {});
      const signal = AbortSignal.any([request.signal, leave.signal]);
      const instance = await unit.pool.acquire();
      let open = true;
      const over = (): void => {
        if (!open) return;
        open = false;
        busy--;
        if (instance.alive) unit.pool.release(instance);
      };
      const call = keep(
        world,
        invoke(world, {
          carrier,
          host: unit.host,
          dispatch: unit.dispatch(instance),
          delivery: { request, client: "192.0.2.1" },
          spots: [spot],
          timeoutMs,
          trace: request.headers.get("traceparent") ?? undefined,
          instance,
          died: () => unit.pool.kill(instance),
          disconnect: carrier.shape.traits.disconnect === true ? signal : undefined,
        }),
      );
      call.then(
        ({ is, rest }) => (is === "answered" ? keep(world, rest) : unit.pool.kill(instance)),
        () => {},
      );
      const ended = await (left ? Promise.race([call, gone.promise]) : call).catch((thrown: unknown) => {
        call.then(over, over);
        throw thrown;
      });
      if (ended.is !== "answered") {
        over();
        return answer(event, ended.is === "timeout" ? answers.timeout : answers.failed, ended.is);
      }
      const outcome = ended.outcome as Outcome<"http"> | Error;
      if (outcome instanceof Error) {
        over();
        throw outcome;
      }
      const bytes = await excess(outcome, carrier.shape);
      if (bytes) {
        over();
        return answer(event, answers.responseBytes, bytes);
      }
      if (plan.find("loseReply", spot)) {
        over();
        tracer.add("unheard", event);
        throw new TypeError("fetch failed: the connection was lost", { cause: error("CONNECTION_LOST", "by a fault") });
      }
      tracer.add("respond", event, `${outcome.status}`);
      return reading(outcome, over);
    },
  };
}
