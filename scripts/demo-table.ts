import { styleText } from "node:util";

/** What one provider made of it. */
export interface Cell {
  readonly right: boolean;
  readonly is: string;
  readonly told: string;
  readonly lacks?: string;
}

/** A table that is printed row by row; colours where somebody looks at it, since `styleText` asks the terminal. */
export interface Table {
  /**
   * Prints a row, and below it what each was told: of all, or of those that are wrong.
   *
   * @param end what all have in common
   * @returns how many cells are wrong
   */
  row(title: string, cells: readonly Cell[], end?: string, told?: "all"): number;
  /** Prints what is lacking, by the numbers in the cells. */
  notes(): void;
}

/** Columns of the titles. */
const TITLE = 36;

/** A table with a column for each provider. */
export function table(names: readonly string[], width: number): Table {
  const lacks: string[] = [];
  const line = (title: string, cells: readonly string[]): string =>
    `${title.padEnd(TITLE)}${cells.map((cell) => cell.padEnd(width)).join("")}`;
  const numberOf = (name: string, sentence: string): number => {
    const note = `${name}: ${sentence}`;
    if (!lacks.includes(note)) lacks.push(note);
    return lacks.indexOf(note) + 1;
  };
  console.log(styleText("dim", line("", names).trimEnd()));
  return {
    row(title, cells, end = "", told) {
      const shown = cells.map(({ right, is, lacks: sentence }, at) => {
        const note = sentence ? ` (${numberOf(names[at] as string, sentence)})` : "";
        const text = `${right ? (is === "–" ? "" : "✓ ") : "≠ "}${is}${note}`.padEnd(width);
        return styleText(right ? (sentence ? "yellow" : "green") : "red", text);
      });
      console.log(`${title.padEnd(TITLE)}${shown.join("")}${short(end)}`.trimEnd());
      const wrong = cells.flatMap((cell, at) => (cell.right ? [] : [`  ${names[at]}: ${cell.told}`]));
      const all = cells.map((cell) => cell.told);
      if (told) console.log(styleText("dim", line("", all).trimEnd()));
      else for (const text of wrong) console.log(styleText("red", short(text)));
      return wrong.length;
    },
    notes() {
      lacks.forEach((note, at) => {
        console.log(styleText("yellow", `(${at + 1}) ${note}`));
      });
    },
  };
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
