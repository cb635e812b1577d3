import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { ownRoot } from "../bundle/resolve.ts";
import { meaningOf } from "../catalogue/index.ts";
import type { CheckResult } from "./check.ts";
import type { Finding } from "./finding.ts";

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const errorsPage = (version: string): string => `https://unpkg.com/unmoor@${version}/docs/errors.md`;

/**
 * SARIF 2.1.0, for code scanning. What was accepted is there, suppressed.
 *
 * @param root what the paths of files start from
 */
export function sarif({ findings, entry }: CheckResult, root: string): string {
  const { version } = JSON.parse(readFileSync(join(ownRoot, "package.json"), "utf8")) as { version: string };
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const run = {
    tool: {
      driver: {
        name: "unmoor",
        version,
        informationUri: "https://www.npmjs.com/package/unmoor",
        rules: codes.map((code) => ({
          id: code,
          shortDescription: { text: meaningOf(code).means },
          help: { text: meaningOf(code).help },
          helpUri: `${errorsPage(version)}#${code.toLowerCase()}`,
        })),
      },
    },
    originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(root).href}/` } },
    columnKind: "utf16CodeUnits",
    results: findings.map((each) => resultOf(each, codes, entry, root)),
  };
  return JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2);
}

function resultOf(each: Finding, codes: readonly string[], entry: string, root: string): object {
  const { code, severity, message, help, page, target, functions, place, accepted } = each;
  const { file, line, column } = place ?? { file: entry, line: 1, column: 1 };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: [`${target}: ${message}`, help, page].filter(Boolean).join("\n") },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(relative(root, file).replaceAll("\\", "/")), uriBaseId: "ROOT" },
          region: { startLine: line, startColumn: column },
        },
        ...(functions[0] && { logicalLocations: functions.map((name) => ({ name, kind: "function" })) }),
      },
    ],
    // Two targets have two results at one place.
    partialFingerprints: { "unmoor/v1": [code, target, ...functions].join("/") },
    properties: { target },
    ...(accepted && { suppressions: [{ kind: "external", justification: "accepted by degrade" }] }),
  };
}
