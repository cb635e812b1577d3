import type { Texts } from "../bundle/texts.ts";
import type { Place } from "./finding.ts";

/** Places in files by their offsets. */
export interface Lines {
  place(file: string, at: number): Place;
}

export function createLines(texts: Texts): Lines {
  const starts = new Map<string, readonly number[]>();
  const of = (file: string): readonly number[] => {
    const found = starts.get(file) ?? [
      0,
      ...[...texts.of(file).matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((end) => end.index + end[0].length),
    ];
    starts.set(file, found);
    return found;
  };
  return {
    place(file, at) {
      const line = of(file).findLastIndex((start) => start <= at);
      return { file, line: line + 1, column: at - (of(file)[line] ?? 0) + 1 };
    },
  };
}
