import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { adapters } from "../adapters/index.ts";
import type { Result } from "../src/conformance/index.ts";
import { eventLacks, eventTable, httpLacks, httpTable } from "../src/conformance/table.ts";
import { httpWords } from "../src/conformance/words.ts";
import { eventMatrix } from "./event-matrix.ts";

// Writes the support matrix of README.md and docs/support.md from what the test run has found.
// `--check` writes nothing and fails when they are stale.

const root = join(import.meta.dirname, "..");
const results = join(root, ".runtimes/results");
const check = process.argv.includes("--check");

const files = readdirSync(results);
const read = (road: string, provider: string, shape: string): Result[] => {
  const file = `${road}-${provider}-${shape}.json`;
  return files.includes(file) ? (JSON.parse(readFileSync(join(results, file), "utf8")) as Result[]) : [];
};

/** All that was tried; which road a file tells of is in its name. */
const found = files.flatMap((file) => {
  const [road = ""] = file.split("-");
  if (road !== "codec" && road !== "runtime") return [];
  const list = JSON.parse(readFileSync(join(results, file), "utf8")) as Result[];
  return list.map((result): Result => ({ ...result, road }));
});

const loaded = await Promise.all(Object.values(adapters).map(async (load) => (await load()).adapter));
const clouds = loaded.filter(({ name }) => name !== "memory");
const lacks = clouds.map((adapter) => `## ${adapter.name}\n\n${httpLacks(adapter)}\n`).join("\n");
const events = eventMatrix(clouds, read, new Set(Object.keys(httpWords)));

const support = `# What each provider lacks

Written by the test run (\`scripts/matrix.ts\`) from the adapters' traits and the scenarios' results; edit those instead.
"Declared" in the matrix of the README means: the scenario needs something that the shape lacks by one of these
sentences, and the degradation it names was seen to hold.

## Events and tasks on the providers' runtimes

What an event shape lacks, in words, is in [outcomes.md](outcomes.md).

${events.counted}
${events.reasons}
${lacks}`;

const outcomes = `# Outcomes: what is guaranteed where

Written by the test run (\`scripts/matrix.ts\`) from the adapters' traits; edit those instead.

Every delivered event ends in exactly one outcome. **Done**: the handler returned. **Retry**: it threw, or said
\`Retry\`; the event comes again. **Reject**: it said \`Reject\`, its data is not what the schema wants, or it could not
be decoded; no further attempt can help. An event that nobody handled is never reported as a success.

No cloud dead-letters one message at a handler's word, so a reject goes to the function's own \`deadLetter\` handler
before the message is acknowledged; when that handler fails, the event is retried. Without one, a reject fails natively
until the provider's own dead letter takes it; Knative's sink takes it at once. Where there is neither, the build stops.

Delivery is at least once on every provider: a handler may see an event twice, also at the same time.

${eventTable(clouds, found)}

## What – means, in words

${eventLacks(clouds)}`;

const readme = readFileSync(join(root, "README.md"), "utf8");
const block = `<!-- matrix -->\n${httpTable(clouds, found)}\n\n–: what is lacking, in words, is in [docs/support.md](docs/support.md).\n\nThe shapes by trigger; of events and tasks with the scenarios that passed on the provider's runtime:\n\n${events.carried}\n\nWhat each of them guarantees for done, retry and reject is in [docs/outcomes.md](docs/outcomes.md).\n<!-- /matrix -->`;
const written = readme.replace(/<!-- matrix -->[\s\S]*<!-- \/matrix -->/, () => block);

const outcome = [
  [join(root, "README.md"), written],
  [join(root, "docs/support.md"), support],
  [join(root, "docs/outcomes.md"), outcomes],
] as const;
const stale = outcome.filter(([file, text]) => {
  try {
    return readFileSync(file, "utf8") !== text;
  } catch {
    return true;
  }
});
if (check) {
  for (const [file] of stale) console.error(`✗ ${file} is not what the test run found; run npm test and commit it`);
  process.exitCode = stale.length ? 1 : 0;
} else for (const [file, text] of stale) writeFileSync(file, text);
if (!stale.length || !check) console.log(`✓ support matrix${stale.length ? " (rewritten)" : ""}`);
