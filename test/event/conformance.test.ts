import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { eventOfJson, eventsOfJson } from "../../src/event/index.ts";

const folder = new URL("../../../shared/fixtures/gcp/cloudevents-conformance/format/json/", import.meta.url);
const present = existsSync(folder);
if (!present) console.warn("SKIPPED: the CNCF format data is not beside this checkout (../shared/fixtures)");

interface Case {
  readonly id: string;
  readonly sampleId?: string;
  readonly event?: unknown;
  readonly batch?: unknown;
}
const cases = (name: string): Case[] =>
  present
    ? (JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8").replace(/^\uFEFF/, "")) as { tests: Case[] })
        .tests
    : [];

const minimal = { specversion: "1.0", id: "minimal", type: "io.cloudevents.test", source: "https://cloudevents.io" };
const allCore = {
  ...minimal,
  id: "allCore",
  datacontenttype: "text/plain",
  dataschema: "https://cloudevents.io/dataschema",
  subject: "tests",
  time: "2018-04-05T17:31:00Z",
};
const allExtensionTypes = {
  ...minimal,
  id: "allExtensionTypes",
  extinteger: 10,
  extboolean: true,
  extstring: "text",
  extbinary: "TWE=",
  exttimestamp: "2023-03-31T15:12:00Z",
  exturi: "https://cloudevents.io",
  exturiref: "//authority/path",
};
/** The samples of the suite's own README, and what their attributes are. */
const samples: Readonly<Record<string, unknown>> = {
  minimal,
  allCore,
  allExtensionTypes,
  minimalWithTime: { ...minimal, id: "minimalWithTime", time: "2018-04-05T17:31:00Z" },
  minimalWithRelativeSource: { ...minimal, id: "minimalWithRelativeSource", source: "#fragment" },
  simpleTextData: { ...minimal, id: "simpleTextData", datacontenttype: "text/plain", data: "Simple text" },
};
const batches: Readonly<Record<string, readonly unknown[]>> = {
  empty: [],
  minimal: [minimal],
  minimal2: [minimal, minimal],
  minimalAndAllCore: [minimal, allCore],
  minimalAndAllExtensionTypes: [minimal, allExtensionTypes],
};
/** Times are equal when their instants are, to the millisecond. */
const instant = (event: object): object =>
  "time" in event ? { ...event, time: Date.parse(event.time as string) } : event;

describe.skipIf(!present)("CNCF JSON format", () => {
  test("10 of 10 valid events", () => {
    const all = cases("valid-events");
    expect(all).toHaveLength(10);
    for (const { id, event, sampleId } of all)
      for (const strict of [true, false])
        expect(instant(eventOfJson(event, { strict })), id).toEqual(instant(samples[sampleId as string] as object));
  });
  test("25 of 25 invalid events are refused in strict mode", () => {
    const all = cases("invalid-events");
    expect(all).toHaveLength(25);
    for (const { id, event } of all)
      expect(() => eventOfJson(event, { strict: true }), id).toThrow(
        expect.objectContaining({ code: "INVALID_EVENT" }),
      );
  });
  test("all batches", () => {
    for (const { id, batch, sampleId } of cases("valid-batches"))
      expect(eventsOfJson(batch, { strict: true }).map(instant), id).toEqual(
        batches[sampleId as string]?.map((event) => instant(event as object)),
      );
    for (const { id, batch } of cases("invalid-batches"))
      expect(() => eventsOfJson(batch, { strict: true }), id).toThrow(
        expect.objectContaining({ code: "INVALID_EVENT" }),
      );
  });
});
