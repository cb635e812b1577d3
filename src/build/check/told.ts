import { at } from "../discover/frame.ts";
import { type BuildError, type CheckCode, fault, throwAll } from "../errors.ts";
import { type Finding, sorted } from "./finding.ts";
import { merged } from "./inspect.ts";
import { placeText } from "./report.ts";

/**
 * What a build says of findings: warnings, and what was accepted by name. Notes are the check's own.
 *
 * @throws errors among them, each with its code, place and page
 */
export function told(findings: readonly Finding[]): string[] {
  const all = sorted(merged(findings));
  throwAll(all.filter(({ severity }) => severity === "error").map(errorOf));
  return all
    .filter(({ severity, accepted }) => severity === "warning" || accepted)
    .map((each) => {
      const place = placeText(each);
      return `${each.target}: ${each.message}${each.accepted ? ", as accepted" : ""}${place && ` (${place})`}`;
    });
}

function errorOf({ code, target, message, help, page, place, functions }: Finding): BuildError {
  return fault(code as CheckCode, `${target}: ${message}`, {
    help: [help, page].filter(Boolean).join("\n  "),
    where: place && at(place.file, place.line, place.column),
    functions,
  });
}
