import { type Environment, type EnvironmentOptions, environment, type Result, type Said } from "./environment.ts";

/** A deployed function: environments are started as concurrent invocations need them, and reused. */
export interface Lambda {
  invoke(event: unknown, said?: Said): Promise<Result>;
  stop(): Promise<void>;
}

/** One invocation an environment, as on Lambda: N at once start N. */
export function lambda(options: EnvironmentOptions): Lambda {
  const all = new Set<Environment>();
  const free: Environment[] = [];
  return {
    async invoke(event, said) {
      // In turn: nobody may rely on meeting the same environment twice, nor on never meeting it again.
      let chosen = free.shift();
      if (!chosen) {
        chosen = await environment(options);
        all.add(chosen);
      }
      const used = chosen;
      const result = await used.invoke(event, said);
      // Free again only when it polls: work after the response keeps it busy.
      void used.idle().then((alive) => {
        if (alive) free.push(used);
        else all.delete(used);
      });
      return result;
    },
    async stop() {
      await Promise.all([...all].map((one) => one.stop()));
    },
  };
}
