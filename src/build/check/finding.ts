/** `error`: it will not do what it says; `warning`: it does otherwise than elsewhere; `note`: good to know. */
export type Severity = "error" | "warning" | "note";

/** A place in a file of the user's; lines and columns from 1. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that a function needs and a target has not, or has otherwise. */
export interface Finding {
  /** Stable over versions; docs/errors.md has them all. */
  readonly code: string;
  readonly severity: Severity;
  readonly target: string;
  /** Of which functions; of none when it is the whole target's. */
  readonly functions: readonly string[];
  readonly message: string;
  readonly help?: string | undefined;
  /** The provider's own page. */
  readonly page?: string | undefined;
  readonly place?: Place | undefined;
  /** What `degrade` accepts it by, where it can be accepted. */
  readonly accepts?: string | undefined;
  /** It was accepted by name, and is a note for that. */
  readonly accepted?: boolean;
}

/** A finding before anybody has said whose it is. */
export interface Draft extends Omit<Finding, "target" | "functions" | "accepted" | "severity"> {
  readonly severity?: Severity;
}

/** Worst first, then by target, function, place and code: the same for the same app. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const rank: readonly Severity[] = ["error", "warning", "note"];
  const key = ({ target, functions, place, code }: Finding): string =>
    [target, functions.join(), place?.file, String(place?.line ?? 0).padStart(6, "0"), code].join("\n");
  return [...findings].sort(
    (a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity) || (key(a) < key(b) ? -1 : 1),
  );
}
