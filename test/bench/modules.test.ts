import { expect, test } from "vitest";
import { bundle } from "../size/bundle.ts";

/** The modules of ours that a unit's bundle has code of. */
async function modules(...of: Parameters<typeof bundle>): Promise<readonly string[]> {
  const found = (await bundle(...of)).modules.map(([name]) => /(?:^|\/)((?:src|adapters)\/.*)$/.exec(name)?.[1]);
  return found.filter((name) => name !== undefined).sort();
}

// One more module in a bundle is a decision, and shows here.
test("a unit's modules: HTTP on AWS", async () => {
  expect(await modules("aws", "http")).toMatchInlineSnapshot(`
    [
      "adapters/aws/codec/event.ts",
      "adapters/aws/codec/http-api.ts",
      "adapters/aws/codec/payload-v2.ts",
      "adapters/aws/codec/reply.ts",
      "adapters/aws/log.ts",
      "adapters/aws/runtime.ts",
      "adapters/aws/trace.ts",
      "src/adapter/host.ts",
      "src/app/http.ts",
      "src/pipeline/context.ts",
      "src/pipeline/exchange.ts",
      "src/pipeline/features.ts",
      "src/pipeline/http.ts",
      "src/pipeline/invocation.ts",
      "src/pipeline/problem.ts",
      "src/pipeline/routes.ts",
      "src/wire/body.ts",
      "src/wire/error.ts",
      "src/wire/headers.ts",
      "src/wire/request.ts",
      "src/wire/url.ts",
    ]
  `);
}, 60_000);

test("light Fetch adds its own modules and no others", async () => {
  const [native, light] = await Promise.all([modules("aws", "http"), modules("aws", "http", { fetch: "light" })]);
  expect(native.filter((name) => !light.includes(name))).toEqual([]);
  expect(light.filter((name) => !native.includes(name))).toMatchInlineSnapshot(`
    [
      "src/fetch/body.ts",
      "src/fetch/extract.ts",
      "src/fetch/headers.ts",
      "src/fetch/incoming.ts",
      "src/fetch/instance.ts",
      "src/fetch/iterator.ts",
      "src/fetch/pairs.ts",
      "src/fetch/response.ts",
      "src/fetch/streams.ts",
      "src/fetch/text.ts",
      "src/wire/light.ts",
    ]
  `);
}, 60_000);

test("a unit's modules: a queue on AWS", async () => {
  expect(await modules("aws", "queue")).toMatchInlineSnapshot(`
    [
      "adapters/aws/codec/message.ts",
      "adapters/aws/codec/records.ts",
      "adapters/aws/codec/settle.ts",
      "adapters/aws/codec/sqs.ts",
      "adapters/aws/log.ts",
      "adapters/aws/runtime.ts",
      "adapters/aws/trace.ts",
      "src/adapter/host.ts",
      "src/app/on.ts",
      "src/app/source.ts",
      "src/pipeline/attempt.ts",
      "src/pipeline/context.ts",
      "src/pipeline/events.ts",
      "src/pipeline/exchange.ts",
      "src/pipeline/features.ts",
      "src/pipeline/invocation.ts",
      "src/pipeline/lanes.ts",
      "src/pipeline/outcome.ts",
      "src/wire/body.ts",
      "src/wire/error.ts",
    ]
  `);
}, 60_000);
