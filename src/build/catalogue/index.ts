import { findingCodes } from "../verify/finding.ts";
import { buildCodes } from "./build.ts";
import { checkCodes } from "./check.ts";
import { runtimeCodes } from "./runtime.ts";
import { testingCodes } from "./testing.ts";

/** A code: what it means, and what to do. */
export interface Entry {
  readonly means: string;
  readonly help: string;
}

/** Every code that there is, by where it comes up; docs/errors.md is made of it. No bundle of a function holds it. */
export const catalogue: Readonly<
  Record<"build" | "check" | "verify" | "runtime" | "testing", Readonly<Record<string, Entry>>>
> = {
  build: buildCodes,
  check: checkCodes,
  verify: Object.fromEntries(
    Object.entries(findingCodes).map(([code, means]) => [
      code,
      { means, help: "change the file as the finding says, or the code" },
    ]),
  ),
  runtime: runtimeCodes,
  testing: testingCodes,
};

/** What a code means; of one that two places know, what the check or the build says. */
export function meaningOf(code: string): Entry {
  const found = [catalogue.check, catalogue.build, catalogue.verify, catalogue.runtime].find((each) =>
    Object.hasOwn(each, code),
  );
  return found?.[code] ?? { means: code, help: "see the message" };
}
