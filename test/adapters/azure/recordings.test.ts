import { describe, expect, test } from "vitest";
import type { EventWire } from "../../../adapters/azure/codec/event.ts";
import { files, PROBES, present, type Recording, recordings } from "../../runtimes/azure/recordings.ts";
import { CODECS, decode } from "./shapes.ts";

/** Without the tags of the recordings. */
const untagged = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(untagged);
  const [[tag, plain]] = Object.entries(value as object) as [[string, unknown]];
  return tag === "Buffer" ? Buffer.from(plain as string) : plain;
};
const wireOf = ({ function: name, handlerInput, triggerMetadata }: Recording): EventWire => ({
  input: untagged(handlerInput),
  trigger: PROBES[name] ?? {},
  metadata: triggerMetadata,
  retries: 0,
});
const claimants = (native: EventWire): string[] =>
  Object.entries(CODECS).flatMap(([shape, codec]) => (codec().claims(native) ? [shape] : []));

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  queueTrigger: ["storage-queue"],
  serviceBusTrigger: ["service-bus"],
  eventHubTrigger: ["event-hubs"],
  kafkaTrigger: ["kafka"],
  timerTrigger: ["timer"],
  eventGridTrigger: ["event-grid"],
  // No triggers of ours: DESIGN section 6 has blobs come by Event Grid.
  blobTrigger: [],
  cosmosDBTrigger: [],
};

/** What each must say, by fixture: id, time and data of its events, with lane, attempt and trace where there are. */
const SAID: Readonly<Record<string, readonly object[]>> = {
  "storage-queue/nodejs-library.captured-trigger-metadata.json (dataType binary)": [
    {
      id: "814b3b66-0200-4121-8ef3-405846a124bf",
      time: "2022-08-25T05:06:39+00:00",
      data: { name: "world" },
      attempt: 1,
    },
  ],
  "service-bus/nodejs-library.captured-trigger-metadata.json": [
    {
      id: "a11f788b439b4c5daa6a9f173bf78d68",
      time: "2022-08-25T05:06:39.775Z",
      sequence: "17",
      datacontenttype: "text/plain",
      data: '{"name":"world"}',
      attempt: 1,
    },
  ],
  "service-bus/python-library.single.json": [
    {
      id: "abcee18397398d93891830a0aac89eed",
      subject: "mocked_subject",
      time: "2024-10-17T12:34:56.789000Z",
      partitionkey: "mocked_session_id",
      correlationid: "87c66eaf88e84119b66a26278a7b4149",
      sequence: "38291",
      data: { lucky_number: 23 },
      attempt: 571,
    },
  ],
  "service-bus/python-library.batch.json": ["aaaaa", "bbbbb", "ccccc"].map((start, i) => ({
    id: `${start}18397398d93891830a0aac89eed`,
    time: "2024-10-17T12:34:56.789000Z",
    sequence: "38291",
    data: { lucky_number: [23, 34, 45][i] },
  })),
  "event-hubs/python-library.single-full-metadata.json": [
    { id: "0-47", time: "2020-07-14T01:27:55.627Z", sequence: "47", data: { "device-status": "good" }, lane: "0" },
  ],
  "event-hubs/python-library.batch-bytes.json": [1, 2].map((nth) => ({
    time: "2024-10-17T12:34:56.789000Z",
    data: { "device-status": `good${nth}` },
  })),
  "kafka/python-library.batch-bytes.json": [62, 63].map((offset) => ({
    id: `1-${offset}`,
    sequence: `${offset}`,
    partitionkey: `${offset - 61}`,
    data: "a",
    lane: "1",
  })),
  "kafka/python-library.single.json": [{ id: "0-1", time: "2020-06-20T04:43:28.998Z", data: "hello", lane: "0" }],
  "event-grid/python-library.eventgrid-schema-no-data.json": [
    {
      id: "00010001-0001-0001-0001-000100010001",
      source: "/TestTopic/namespaces/test",
      type: "captureFileCreated",
      subject: "eventhubs/test",
      time: "2017-07-14T23:10:27.7689666Z",
    },
  ],
  "event-grid/docs.blob-created.cloudevents.json#0": [
    {
      id: "831e1650-001e-001b-66ab-eeb76e069631",
      type: "dev.unmoor.bucket.created",
      subject: "new-file.txt",
      time: "2017-06-26T18:41:00.9584103Z",
      data: {
        bucket: "test-container",
        key: "new-file.txt",
        size: 524288,
        etag: "0x8D4BCC2E4835CD0",
        contentType: "text/plain",
      },
    },
  ],
  "event-grid/docs.blob-deleted.eventgrid.json#0": [
    {
      type: "dev.unmoor.bucket.deleted",
      subject: "file-to-delete.txt",
      data: { bucket: "testcontainer", key: "file-to-delete.txt", contentType: "text/plain" },
    },
  ],
};

describe.skipIf(!present)("what handlers of the real worker got", () => {
  test.each(recordings.map((each) => [each.fixture, each] as const))("%s", (fixture, recording) => {
    const native = wireOf(recording);
    const type = String(native.trigger.type);
    const isBlob = /docs\.blob-/.test(fixture);
    const claimed = claimants(native);
    expect(claimed).toEqual(isBlob ? ["blob"] : EXPECTED[type]);
    if (!claimed[0]) return;
    const { events } = decode(CODECS[claimed[0]]?.() as never, native);
    expect(events.length).toBe(Array.isArray(native.input) ? native.input.length : 1);
    for (const { event, fault } of events) {
      expect(fault).toBeUndefined();
      for (const name of ["id", "source", "type"]) expect(event[name]).toMatch(/./);
    }
    const said = SAID[fixture];
    if (said)
      expect(events.map(({ event, lane, attempt }) => ({ ...event, lane, attempt }))).toEqual(
        said.map((each) => expect.objectContaining(each)),
      );
  });

  test("every row above is of a recording", () => {
    const known = recordings.map(({ fixture }) => fixture);
    expect(Object.keys(SAID).filter((name) => !known.includes(name))).toEqual([]);
  });

  test.each(["storage-queue", "service-bus", "event-hubs", "kafka", "timer", "event-grid", "blob"])(
    "each fixture of %s was recorded, but for those without a call",
    (folder) => {
      const without = /timer\/nodejs-library|webhook-subscription-validation/;
      const unknown = files(folder).filter(
        (file) => !without.test(file) && !recordings.some(({ fixture }) => fixture.startsWith(file)),
      );
      expect(unknown).toEqual([]);
    },
  );
});
