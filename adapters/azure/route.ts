/** A route's path as a template of ASP.NET Core: `:name`, `:name?`, `**` and `**:rest`. */
export function route(path: string): string {
  return path
    .split("/")
    .slice(1)
    .map((segment) => {
      const [, stars, name, optional] = /^(\*\*:?|:)(\w*)(\??)$/.exec(segment) ?? [];
      if (stars === ":") return `{${name}${optional}}`;
      return stars ? `{*${name || "path"}}` : segment.replace(/[{}]/g, "$&$&");
    })
    .join("/");
}
