import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The innermost frame of a stack that is in the user's own files, with its line: `functions.ts:3:5` and the text. */
export function frameOf(stack: string): string | undefined {
  for (const [, path = "", line, column] of stack.matchAll(
    /^\s+at (?:async )?(?:.*? \()?((?:file:\/\/|\/|[A-Z]:\\)[^()\n]*?):(\d+):(\d+)\)?$/gm,
  )) {
    const file = path.startsWith("file:") ? fileURLToPath(path) : path;
    if (/[\\/](node_modules|src[\\/]build[\\/]discover|\.unmoor-[^\\/]*)[\\/]|discover\.js$/.test(file)) continue;
    return at(file, Number(line), Number(column));
  }
  return undefined;
}

/** A place in a file with the line's text under it. */
export function at(file: string, line: number, column: number): string {
  const place = `${relative("", file)}:${line}:${column}`;
  try {
    const text = readFileSync(file, "utf8").split("\n")[line - 1]?.trim();
    return text ? `${place}\n    ${text}` : place;
  } catch {
    return place;
  }
}
