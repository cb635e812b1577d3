import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue, type Entry } from "../src/build/catalogue/index.ts";

// Writes docs/errors.md from the catalogue of codes. `--check` writes nothing and fails when the page is stale.

const file = join(import.meta.dirname, "../docs/errors.md");

const section = (title: string, about: string, codes: Readonly<Record<string, Entry>>): string =>
  `## ${title}

${about}

${Object.entries(codes)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, { means, help, ...more }]) => {
    const severity = "severity" in more ? ` Severity: ${more.severity}.` : "";
    return `### ${code}\n\n${sentence(means)}${severity} **What to do:** ${help}.\n`;
  })
  .join("\n")}`;

const sentence = (words: string): string => `${words.replace(/^./, (first) => first.toUpperCase())}.`;

/** The page. */
export const page = (): string => `# Errors and findings

Written by \`scripts/errors.ts\` from the catalogue in \`src/build/catalogue\`; edit that instead. Every error has a code
that stays the same over versions, says what was wrong and where, and what to do.

${section("Build", "What stops `unmoor build`, and `unmoor check` before it has looked at anything.", catalogue.build)}
${section(
  "Check",
  "What `unmoor check` finds, beside the build's own errors. A build runs it first: errors stop it, warnings are told. `degrade` of the configuration accepts a finding by its code, or by the trait that is lacking.",
  catalogue.check,
)}
${section(
  "Verify",
  "What `unmoor build --verify` finds in a file that somebody deploys with; [docs/verify.md](verify.md) says more.",
  catalogue.verify,
)}
${section("At run time", "In the log of a function, or in tests of codecs. A client never sees more than a status.", catalogue.runtime)}
${section("In tests", "What `unmoor/testing` says and fails with; [docs/testing.md](testing.md) says more.", catalogue.testing)}`;

if (import.meta.main) {
  const stale = !existsSync(file) || readFileSync(file, "utf8") !== page();
  if (stale && process.argv.includes("--check")) {
    console.error("✗ docs/errors.md is not what the catalogue says; run node --conditions=source scripts/errors.ts");
    process.exitCode = 1;
  } else if (stale) writeFileSync(file, page());
}
