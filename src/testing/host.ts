import type { Host } from "../adapter/index.ts";
import type { Carrier } from "./provider.ts";
import { places, type Scope } from "./scope.ts";
import type { World } from "./world.ts";

/** The process around the functions of a unit. */
export interface UnitHost extends Host {
  /** What an invocation asks of its provider's control plane, from now on. */
  hear(scope: Scope): readonly Request[];
}

/** One for all instances of a unit: the pipeline keeps what it has made for one. */
export function createHost({ clock, env }: World, { name, inverse }: Carrier): UnitHost {
  const heard = new WeakMap<Scope, Request[]>();
  return {
    env,
    now: clock.now,
    write() {},
    // In the scope of whoever calls: virtual, and of his instance.
    after(ms, work) {
      const timer = ms < 2 ** 31 ? setTimeout(work, ms) : undefined;
      return () => clearTimeout(timer);
    },
    async fetch(request) {
      const scope = places.getStore()?.scope;
      if (scope) heard.get(scope)?.push(request.clone());
      if (inverse.serve) return inverse.serve(request);
      throw new Error(`${name} has no control plane, and was called: ${request.url}`);
    },
    hear(scope) {
      const calls: Request[] = [];
      heard.set(scope, calls);
      return calls;
    },
  };
}
