/** One entry of `routes` in Build Output's config.json, as far as this runtime plays it. */
export interface Route {
  readonly src?: string;
  readonly dest?: string;
  readonly handle?: "filesystem" | "miss" | "hit" | "error" | "resource" | "rewrite";
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly continue?: boolean;
  readonly methods?: readonly string[];
}

/** Where a request goes: a function's path, or a status that the platform answers itself. */
export type Destination = { readonly function: string } | { readonly status: number };

/**
 * Plays `routes`: in order, `src` a regular expression over the raw path, `dest` with `$1` and `$name`; `filesystem`
 * looks the path itself up among the functions.
 *
 * @param functions paths below `functions/`, without `.func`
 * @throws for a kind of route that is not played here, so that no test passes by accident
 * @see https://vercel.com/docs/build-output-api/v3/configuration#routes
 */
export function destination(
  routes: readonly Route[],
  functions: ReadonlySet<string>,
  method: string,
  path: string,
): Destination {
  let at = path;
  const found = (): string | undefined => {
    const name = at.replace(/^\/+|\/+$/g, "") || "index";
    return functions.has(name) ? name : undefined;
  };
  for (const route of routes) {
    if (route.handle === "filesystem") {
      const name = found();
      if (name) return { function: name };
      continue;
    }
    if (route.handle) break;
    if (!route.src) throw new Error(`route without src or handle: ${JSON.stringify(route)}`);
    const match = new RegExp(route.src).exec(at);
    if (!match || (route.methods && !route.methods.includes(method))) continue;
    if (route.dest)
      at = route.dest
        .replace(/\$(\d+|\w+)/g, (_, key: string) => match[Number(key)] ?? match.groups?.[key] ?? "")
        .replace(/\?.*$/s, "");
    if (route.continue) continue;
    if (route.status && !route.dest) return { status: route.status };
    const name = found();
    return name ? { function: name } : { status: 404 };
  }
  const name = found();
  return name ? { function: name } : { status: 404 };
}
