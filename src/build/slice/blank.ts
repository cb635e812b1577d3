/** A piece of the source that goes away. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  /** A whole statement: leaves a `;`, since without one the next line could continue the line before. */
  readonly statement?: boolean;
}

/** Overwrites the gaps with spaces and keeps every line end, so that what stays keeps its line and its column. */
export function blank(code: string, gaps: readonly Gap[]): string {
  let out = "";
  let at = 0;
  for (const { start, end, statement } of [...gaps].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    const space = code.slice(from, end).replace(/[^\n\r\u2028\u2029]/g, " ");
    out += code.slice(at, from) + (statement ? `;${space.slice(1)}` : space);
    at = end;
  }
  return out + code.slice(at);
}

/** The offset of the next character that is neither space nor in a comment, at or after `from`. */
export function solid(code: string, from: number, comments: readonly Gap[]): number {
  let at = from;
  for (;;) {
    const comment = comments.find((each) => each.start === at);
    if (comment) at = comment.end;
    else if (/\s/.test(code[at] ?? "")) at++;
    else return at;
  }
}
