import type { FunctionMetadata } from "./core.ts";

/** A function that a path leads to. */
export interface Routed {
  readonly name: string;
  /** Of the HTTP trigger's binding. */
  readonly binding: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * ASP.NET Core's routing as the host uses it, for templates of literals, `{name}`, `{name?}` and `{*name}`: literals
 * ignore case and win over parameters, parameters over a catch-all.
 *
 * @param prefix `extensions.http.routePrefix` of host.json, `api` by default
 */
export function router(
  functions: readonly FunctionMetadata[],
  prefix = "api",
): (method: string, path: string) => Routed | undefined {
  const routes = functions
    .flatMap(({ name, bindings }) =>
      Object.entries(bindings)
        .filter(([, { type }]) => type === "httpTrigger")
        .map(([binding, { route, methods }]) => {
          // An empty template falls back to the function's name as a missing one does.
          const template = [prefix, route || name].filter(Boolean).join("/");
          return { name, binding, methods: methods?.map((method) => method.toUpperCase()), ...pattern(template) };
        }),
    )
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return (method, path) => {
    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger: the host's own.
    if (/^\/(admin|runtime)(\/|$)/i.test(path)) return undefined;
    for (const { name, binding, methods, expression } of routes) {
      const found = expression.exec(path);
      if (found && (!methods || methods.includes(method)))
        return { name, binding, values: Object.fromEntries(Object.entries(found.groups ?? {}).filter(([, v]) => v)) };
    }
    return undefined;
  };
}

function pattern(template: string): { expression: RegExp; rank: string } {
  let source = "";
  let rank = "";
  for (const segment of template.split("/")) {
    const [, catchAll, name, optional] = /^\{(\*{0,2})(\w+)(\??)\}$/.exec(segment) ?? [];
    if (!name) {
      source += `/${segment.replace(/(\{|\})\1/g, "$1").replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}`;
      rank += "1";
    } else if (catchAll) {
      source += `(?:/(?<${name}>.*))?`;
      rank += "3";
    } else {
      source += optional ? `(?:/(?<${name}>[^/]+))?` : `/(?<${name}>[^/]+)`;
      rank += "2";
    }
  }
  return { expression: new RegExp(`^${source}/?$`, "is"), rank };
}
