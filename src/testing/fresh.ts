import * as nodeModule from "node:module";
import { error } from "../adapter/index.ts";

/** Marks the modules of one instance. */
const MARK = /\bunmoor-instance=\d+/;

let count = 0;
let hooked = false;

/**
 * A function that imports a module anew each time, with all modules of the app that it imports: every instance that
 * starts cold has a state of its own, as on a cloud. Packages under `node_modules` are shared. Modules are never given
 * back by Node: this is for tests.
 *
 * In vitest its own way is the one: `simulate(() => { vi.resetModules(); return import("../src/app.ts"); })`.
 *
 * @param specifier relative to `parent`
 * @param parent `import.meta.url`
 * @throws `NO_MODULE_HOOKS` before Node 22.15
 * @see https://nodejs.org/api/module.html#moduleregisterhooksoptions
 * @example const cloud = simulate(fresh<typeof import("../src/app.ts")>("../src/app.ts", import.meta.url));
 */
export function fresh<M extends object>(specifier: string, parent: string): () => Promise<M> {
  hook();
  const url = new URL(specifier, parent);
  return () => import(/* @vite-ignore */ `${url.href}?unmoor-instance=${++count}`) as Promise<M>;
}

/** What a marked module imports gets its mark. */
function hook(): void {
  if (hooked) return;
  const { registerHooks } = nodeModule as Partial<typeof nodeModule>;
  if (!registerHooks) throw error("NO_MODULE_HOOKS", `fresh() needs Node 22.15 or later, not ${process.version}`);
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const [mark] = MARK.exec(context.parentURL ?? "") ?? [];
      const own =
        resolved.url.startsWith("file:") && !resolved.url.includes("/node_modules/") && !MARK.test(resolved.url);
      return mark && own ? { ...resolved, url: `${resolved.url}?${mark}` } : resolved;
    },
  });
}
