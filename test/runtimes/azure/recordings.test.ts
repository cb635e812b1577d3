import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emitted, emitted, httpUnit } from "../../adapters/azure/build.ts";
import { PROBES, present, recordings, sent } from "./recordings.ts";
import { type AzureRuntime, start } from "./start.ts";

/** Functions that return what they got, with the tags of the recordings. */
const MAIN = `import functions from "@azure/functions";
const { app, trigger } = functions;
const tagged = (value) => Array.isArray(value) ? value.map(tagged)
  : Buffer.isBuffer(value) ? { Buffer: value.toString() }
  : typeof value === "object" ? { Object: value } : { [typeof value]: value };
for (const [name, options] of Object.entries(${JSON.stringify(PROBES)}))
  app.generic(name, {
    trigger: trigger.generic({ ...options }),
    handler: (input, context) => ({ input: tagged(input), metadata: context.triggerMetadata ?? {} }),
  });
app.setup({ enableHttpStream: true, capabilities: { IncludeEmptyEntriesInMessagePayload: true } });
`;

describe.skipIf(!present)("the host in process gives what the real worker gave", () => {
  let app: Emitted;
  let runtime: AzureRuntime;
  beforeAll(async () => {
    app = await emitted([httpUnit({})], undefined, MAIN);
    runtime = await start({ dir: app.dir, unit: "queue1" });
  }, 60_000);
  afterAll(async () => {
    await runtime?.stop();
    await app?.remove();
  });

  test("recordings are there", () => {
    expect(recordings.length).toBeGreaterThan(20);
  });

  test.each(recordings.map((recording) => [recording.fixture, recording] as const))("%s", async (_, recording) => {
    const { failure, returned } = await runtime.invoke(recording.function, sent(recording));
    expect(failure).toBeUndefined();
    expect(JSON.parse(returned?.json ?? "")).toEqual({
      input: recording.handlerInput,
      metadata: recording.triggerMetadata,
    });
  });
});
