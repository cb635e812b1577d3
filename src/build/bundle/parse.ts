import { type ParseResult, parseSync } from "rolldown/utils";

/** Parses a module as its name says; what is no TypeScript may hold JSX. */
export function parse(id: string, code: string): ParseResult {
  const lang = /\.[cm]?ts$/.test(id) ? "ts" : "tsx";
  return parseSync(id, code, { lang, sourceType: "unambiguous" });
}
