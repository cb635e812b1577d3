import { readFileSync } from "node:fs";
import { parse } from "./parse.ts";

/** Sources of modules, read once for all bundles of a build: the bundler hands them over slowly, and per bundle. */
export interface Texts {
  /** The empty string for what is no file. */
  of(file: string): string;
  /** The comments of a module that licences ask to keep: `@license`, `@preserve`, `//!` and `/*!`. */
  legal(file: string): readonly string[];
}

export function createTexts(): Texts {
  const texts = new Map<string, string>();
  const comments = new Map<string, readonly string[]>();
  const of = (file: string): string => {
    const text = texts.get(file) ?? read(file);
    texts.set(file, text);
    return text;
  };
  return {
    of,
    legal(file) {
      const found = comments.get(file) ?? legalComments(file, of(file));
      comments.set(file, found);
      return found;
    },
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function legalComments(file: string, code: string): string[] {
  if (!/@license|@preserve|\/\*!|\/\/!/.test(code) || !/\.[cm]?[jt]sx?$/.test(file)) return [];
  return parse(file, code).comments.flatMap(({ type, value }) =>
    /^!|@license|@preserve/.test(value) ? [type === "Line" ? `//${value}` : `/*${value}*/`] : [],
  );
}
