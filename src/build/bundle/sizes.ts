const GLUE = "(glue)";

/** Bytes of minified code by package; the user's own modules are `.`, what no source line owns is `(glue)`. */
export type Sizes = Readonly<Record<string, number>>;

interface Map3 {
  readonly mappings: string;
  readonly sources: readonly (string | null)[];
}

/**
 * Attributes every character of a minified chunk to the source that its source map names. Lengths of modules before
 * minifying, which bundlers report, mislead: types, comments and names weigh nothing in the end.
 */
export function sizesOf(code: string, { mappings, sources }: Map3, ownerOf: (source: string) => string): Sizes {
  const sizes: Record<string, number> = {};
  const owners = sources.map((source) => (source === null ? GLUE : ownerOf(source)));
  const lines = code.split("\n");
  let source = 0;
  const rows = mappings.split(";");
  // What follows the last mapped line: the name of the source map.
  lines.slice(rows.length).forEach((line) => {
    sizes[GLUE] = (sizes[GLUE] ?? 0) + line.length + 1;
  });
  rows.forEach((line, row) => {
    let column = 0;
    let owner = GLUE;
    const give = (to: number): void => {
      if (to > column) sizes[owner] = (sizes[owner] ?? 0) + to - column;
      column = Math.max(to, column);
    };
    let at = 0;
    for (const segment of line ? line.split(",") : []) {
      const [step = 0, from] = decode(segment);
      at += step;
      give(at);
      if (from === undefined) owner = GLUE;
      else {
        source += from;
        owner = owners[source] ?? GLUE;
      }
    }
    give((lines[row] ?? "").length + (row < rows.length - 1 ? 1 : 0));
  });
  return Object.fromEntries(Object.entries(sizes).sort(([, a], [, b]) => b - a));
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base 64 VLQ, of which the first two numbers are needed. @see https://tc39.es/ecma426/#sec-base64-vlq */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = digits.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    if (numbers.length === 2) break;
    value = shift = 0;
  }
  return numbers;
}

/** The package that a module is of: the last `node_modules` in its path counts. */
export function packageOf(id: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1]?.replace("\\", "/");
}
