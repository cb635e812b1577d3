import { describe, expect, test } from "vitest";
import { alb, albSingle } from "../../../adapters/aws/codec/alb.ts";
import { functionUrl, functionUrlStream } from "../../../adapters/aws/codec/function-url.ts";
import { httpApi } from "../../../adapters/aws/codec/http-api.ts";
import { rest, restStream } from "../../../adapters/aws/codec/rest.ts";
import { invocation, recorded, recordings } from "./samples.ts";

const codecs = [httpApi(), functionUrl(), rest(), alb(), albSingle()];
const claimedBy: Record<string, string> = {
  "http-api-v2": "http-api",
  "function-url": "function-url",
  "rest-v1": "rest",
  "alb-multi": "alb",
  "alb-single": "alb-single",
};
const all = recordings();
const http = all.filter(({ kind }) => claimedBy[kind]);
const others = all.filter(({ kind }) => !claimedBy[kind]);

describe.skipIf(!recorded)("recorded events", () => {
  test.each(http)("$kind $file is claimed by its codec alone", ({ kind, event }) => {
    expect(codecs.filter((codec) => codec.claims(event)).map(({ name }) => name)).toEqual([claimedBy[kind]]);
  });

  test.each(others)("$kind $file is claimed by no HTTP codec", ({ event }) => {
    expect(codecs.filter((codec) => codec.claims(event)).map(({ name }) => name)).toEqual([]);
  });

  test.each(http)("$kind $file decodes to its own method, path and client", ({ event }) => {
    const codec = codecs.find((one) => one.claims(event))!;
    const { request, client } = codec.decode(event as never, invocation());
    const { httpMethod, path, rawPath, requestContext, headers } = event as Record<string, never> & {
      requestContext: Record<string, Record<string, string>>;
      headers: Record<string, string> | null;
    };
    const { http, identity } = requestContext;
    expect(request.method).toBe(httpMethod ?? http?.method);
    const expected = path ?? rawPath ?? http?.path;
    expect(decodeURIComponent(new URL(request.url).pathname)).toBe(expected);
    if (http || identity) expect(client).toBe(http?.sourceIp ?? identity?.sourceIp);
    for (const [name, value] of Object.entries(headers ?? {}))
      if (/^(accept|user-agent|header1)$/i.test(name)) expect(request.headers.get(name)).toContain(value);
  });

  test("the streaming siblings claim what their buffered ones do", () => {
    for (const { event } of all) {
      expect(functionUrlStream().claims(event)).toBe(functionUrl().claims(event));
      expect(restStream().claims(event)).toBe(rest().claims(event));
    }
  });
});
