import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { documentOf } from "../../../src/build/verify/documents.ts";
import { type Deployable, deployable, functionsOf } from "./example.ts";

// Files of people are wrong in ways that nobody thinks of: whatever stands in them, findings come out and no exception.

const providers = ["aws", "gcp", "azure", "vercel"] as const;
const files = {
  aws: ["template.yaml"],
  gcp: ["main.tf.json"],
  azure: ["host.json"],
  vercel: [".vercel/output/config.json", ".vercel/output/functions/fulfil.func/.vc-config.json"],
};
const apps = {} as Record<(typeof providers)[number], Deployable>;
beforeAll(async () => {
  const orders = await functionsOf("orders");
  for (const provider of providers) apps[provider] = await deployable(provider, orders);
}, 60_000);

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e9,
    "",
    "${",
    "$" + "{x.y}",
    "(",
    "[",
    "a b c d e f",
    "*/0 * * * *",
    "cron(a)",
    "PT",
    {},
    [],
    [null],
    [[]],
    { Ref: null },
    { "Fn::Sub": [] },
    { "Fn::GetAtt": 1 },
  ),
  fc.jsonValue(),
);

/** Data with one of its places, counted from the root, replaced. */
function damaged(data: unknown, place: number, by: unknown): unknown {
  let at = 0;
  const walk = (value: unknown): unknown => {
    if (at++ === place) return by;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(data);
}

const placesOf = (value: unknown): number =>
  1 +
  (typeof value === "object" && value !== null
    ? Object.values(value).reduce<number>((sum, each) => sum + placesOf(each), 0)
    : 0);

test.each(providers.flatMap((provider) => files[provider].map((file) => [provider, file] as const)))(
  "whatever stands anywhere in a file for %s (%s) throws nothing",
  (provider, file) => {
    const app = apps[provider];
    const { data } = documentOf(file, app.files[file] as string);
    const places = placesOf(data);
    expect(places).toBeGreaterThan(10);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: places - 1 }), junk, (place, by) => {
        const text = JSON.stringify(damaged(data, place, by));
        // Without its resources it is none that anybody knows.
        const { Resources = {} } = JSON.parse(text);
        const known =
          typeof Resources === "object" &&
          Resources !== null &&
          (file !== "template.yaml" || Object.keys(Resources)[5]);
        for (const finding of known ? app.verify({ ...app.files, [file]: text }) : []) {
          expect(finding.message).not.toMatch(/undefined|\[object|NaN/);
          expect(finding.where).toMatch(/^[\w./-]+/);
        }
      }),
      { numRuns: 100, seed: 5 },
    );
  },
  60_000,
);
