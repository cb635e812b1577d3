/** A path of the platform's router. */
export interface PathRoute {
  /** Regular expression over the raw path. */
  readonly src: string;
  /** The greater, the more of the path is written out: sorts before what is more general. */
  readonly rank: string;
}

/** A route's path as Vercel's router matches it: `:name`, `:name?`, `**` and `**:rest`. */
export function route(path: string): PathRoute {
  let src = "";
  let rank = "";
  for (const segment of path.split("/").slice(1)) {
    const [kind, pattern] = segment.startsWith("**")
      ? ["1", "(?:/.*)?"]
      : segment.startsWith(":")
        ? segment.endsWith("?")
          ? ["2", "(?:/[^/]+)?"]
          : ["3", "/[^/]+"]
        : ["4", `/${literal(segment)}`];
    src += pattern;
    rank += kind;
  }
  return { src: `^${src}$`, rank };
}

/** What could be mistaken for syntax; the raw path may have any letter escaped, which only the function's router undoes. */
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
