import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { adapters } from "../adapters/index.ts";
import type { Trigger } from "../src/adapter/index.ts";
import type { Result } from "../src/conformance/index.ts";
import { resultsSchema } from "../src/conformance/result.ts";
import { eventWords, httpWords } from "../src/conformance/words.ts";
import { eventMatrix } from "./event-matrix.ts";
import { table, tally } from "./table.ts";

// Writes the support matrix of README.md and docs/support.md from what the test run has found.
// `--check` writes nothing and fails when they are stale.

const root = join(import.meta.dirname, "..");
const results = join(root, ".runtimes/results");
const check = process.argv.includes("--check");

interface Column {
  readonly provider: string;
  readonly shape: string;
  readonly traits: Readonly<Record<string, true | { readonly lacks: string }>>;
  /** By road: through the codec and its inverse, and on the provider's own runtime. */
  readonly roads: Readonly<Record<"codec" | "runtime", readonly Result[]>>;
}

const files = readdirSync(results);
const schema = z.fromJSONSchema(resultsSchema as Parameters<typeof z.fromJSONSchema>[0]);
const read = (road: string, provider: string, shape: string): Result[] => {
  const file = `${road}-${provider}-${shape}.json`;
  return files.includes(file) ? (schema.parse(JSON.parse(readFileSync(join(results, file), "utf8"))) as Result[]) : [];
};

const loaded = await Promise.all(Object.values(adapters).map(async (load) => (await load()).adapter));
const clouds = loaded.filter(({ name }) => name !== "memory");
const columns: Column[] = clouds.flatMap(({ name: provider, triggers, shapes }) => {
  const carriers = Array.isArray(triggers.http) ? (triggers.http as readonly string[]) : [];
  const names = [...new Set(carriers.flatMap((shape) => [shape, shapes[shape]?.streamed ?? shape]))];
  return names.map((shape) => ({
    provider,
    shape,
    traits: shapes[shape]?.traits as Column["traits"],
    roads: { codec: read("codec", provider, shape), runtime: read("runtime", provider, shape) },
  }));
});

const TRAITS: Readonly<Record<string, string>> = httpWords;

const matrix = table([
  ["HTTP", ...columns.map(({ provider, shape }) => `${provider}<br>${shape}`)],
  ["scenarios, on the provider's runtime", ...columns.map(({ roads }) => tally(roads.runtime))],
  ["scenarios, in memory through its codec", ...columns.map(({ roads }) => tally(roads.codec))],
  ...Object.entries(TRAITS).map(([trait, words]) => [
    words,
    ...columns.map(({ traits }) => (traits[trait] === true ? "✓" : "–")),
  ]),
]);

const triggers = Object.keys(clouds[0]?.triggers ?? {}) as Trigger[];
const events = eventMatrix(clouds, read, new Set(Object.keys(TRAITS)));

const lacks = clouds
  .map(({ name }) => {
    const shapes = columns.filter(({ provider }) => provider === name);
    const lines = shapes.flatMap(({ shape, traits }) =>
      Object.entries(traits).flatMap(([trait, said]) =>
        said === true ? [] : [`- **${shape}**, ${TRAITS[trait] ?? trait}: ${said.lacks}`],
      ),
    );
    const missing = triggers.flatMap((trigger) => {
      const said = clouds.find((cloud) => cloud.name === name)?.triggers[trigger];
      return said && "lacks" in said ? [`- **${trigger}**: ${said.lacks}`] : [];
    });
    return `## ${name}\n\n${[...lines, ...missing].join("\n")}\n`;
  })
  .join("\n");

const support = `# What each provider lacks

Written by the test run (\`scripts/matrix.ts\`) from the adapters' traits and the scenarios' results; edit those instead.
"Declared" in the matrix of the README means: the scenario needs something that the shape lacks by one of these
sentences, and the degradation it names was seen to hold.

## Events and tasks on the providers' runtimes

What an event shape lacks, in words, is in [outcomes.md](outcomes.md).

${events.counted}
${events.reasons}
${lacks}`;

const OUTCOMES: Readonly<Record<string, string>> = eventWords;

const eventShapes = clouds.flatMap(({ name, triggers, shapes }) => {
  const carried = new Map<string, string[]>();
  for (const [trigger, names] of Object.entries(triggers))
    if (Array.isArray(names) && trigger !== "http" && trigger !== "task")
      for (const shape of names as string[]) carried.set(shape, [...(carried.get(shape) ?? []), trigger]);
  return [...carried].map(([shape, of]) => ({
    name,
    shape,
    of,
    traits: (shapes[shape]?.traits ?? {}) as Column["traits"],
  }));
});
const outcomes = `# Outcomes: what is guaranteed where

Written by the test run (\`scripts/matrix.ts\`) from the adapters' traits; edit those instead.

Every delivered event ends in exactly one outcome. **Done**: the handler returned. **Retry**: it threw, or said
\`Retry\`; the event comes again. **Reject**: it said \`Reject\`, its data is not what the schema wants, or it could not
be decoded; no further attempt can help. An event that nobody handled is never reported as a success.

No provider dead-letters one message at a handler's word, so a reject goes to the function's own \`deadLetter\` handler
before the message is acknowledged; when that handler fails, the event is retried. Without one, a reject fails natively
until the provider's own dead letter takes it. Where there is neither, the build stops.

Delivery is at least once on every provider: a handler may see an event twice, also at the same time.

${table([
  ["provider", "shape", "carries", "scenarios passed", ...Object.values(OUTCOMES)],
  ...eventShapes.map(({ name, shape, of, traits }) => [
    name,
    shape,
    of.join(", "),
    tally(read("codec", name, shape)),
    ...Object.keys(OUTCOMES).map((trait) => (traits[trait] === true ? "✓" : "–")),
  ]),
])}

## What – means, in words

${eventShapes
  .map(({ name, shape, traits }) => {
    const said = Object.entries(OUTCOMES).flatMap(([trait, words]) => {
      const lack = traits[trait];
      return lack === true || !lack ? [] : [`- ${words}: no. ${lack.lacks}`];
    });
    return said.length ? `### ${name}, ${shape}\n\n${said.join("\n")}\n` : "";
  })
  .filter(Boolean)
  .join("\n")}`;

const readme = readFileSync(join(root, "README.md"), "utf8");
const block = `<!-- matrix -->\n${matrix}\n\n–: what is lacking, in words, is in [docs/support.md](docs/support.md).\n\nThe shapes by trigger; of events and tasks with the scenarios that passed on the provider's runtime:\n\n${events.carried}\n\nWhat each of them guarantees for done, retry and reject is in [docs/outcomes.md](docs/outcomes.md).\n<!-- /matrix -->`;
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
