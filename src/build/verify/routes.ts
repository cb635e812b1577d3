import type { DeployedRoute, FunctionFacts } from "../../adapter/index.ts";

/**
 * Paths that stand for a route: with and without what is optional, and what `**` may take.
 *
 * @example samples("/hello/:name?") // ["/hello", "/hello/x"]
 */
export function samples(path: string): string[] {
  let grown = [""];
  for (const segment of path.split("/").slice(1)) {
    const longer = grown.map(
      (before) => before + (segment.startsWith("**") ? "/x/y" : segment.startsWith(":") ? "/x" : `/${segment}`),
    );
    const optional = segment.startsWith("**") || (segment.startsWith(":") && segment.endsWith("?"));
    grown = optional ? [...grown, ...longer] : longer;
  }
  return grown.map((each) => each || "/");
}

/** The methods and paths of a function that none of the routes takes, written as a route. */
export function unexposed(
  { methods = ["*"], path = "/**" }: Pick<FunctionFacts, "methods" | "path">,
  routes: readonly DeployedRoute[],
): string[] {
  return methods
    .filter((method) =>
      samples(path).some(
        (sample) =>
          !routes.some(
            (route) => (route.methods.includes("*") || route.methods.includes(method)) && takes(route.pattern, sample),
          ),
      ),
    )
    .map((method) => `${method} ${path}`);
}

/** What is no expression of JavaScript's cannot be judged: it may take all. */
function takes(pattern: string, path: string): boolean {
  try {
    return new RegExp(pattern).test(path);
  } catch {
    return true;
  }
}
