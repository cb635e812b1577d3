import { describe, expect, test } from "vitest";
import { nodeHttp } from "../../../adapters/node/codec/http.ts";
import { createInvocation, type NodeRequest, nodeHost } from "../../../src/adapter/index.ts";

const wire = (headers: Readonly<Record<string, string>>, remoteAddress = "10.0.0.9"): NodeRequest => ({
  method: "GET",
  url: "/a?b=c",
  rawHeaders: Object.entries({ host: "a.example", ...headers }).flat(),
  socket: { remoteAddress },
  iterator: async function* () {},
  removeAllListeners() {},
  resume() {},
});
const decode = (request: NodeRequest, proxies?: number) =>
  nodeHttp(proxies === undefined ? {} : { proxies }).decode(
    request,
    createInvocation({ id: "1", native: request, log() {} }, nodeHost()),
  );

describe("who the client is", () => {
  const forged = { "x-forwarded-for": "6.6.6.6", "x-forwarded-proto": "https" };

  test("without proxies: who has opened the connection, whatever headers say", () => {
    const { client, request } = decode(wire(forged));
    expect([client, request.url]).toEqual(["10.0.0.9", "http://a.example/a?b=c"]);
  });

  test("behind one proxy: what that one has seen", () => {
    const { client, request } = decode(
      wire({ "x-forwarded-for": "6.6.6.6, 192.0.2.1", "x-forwarded-proto": "https" }),
      1,
    );
    expect([client, request.url]).toEqual(["192.0.2.1", "https://a.example/a?b=c"]);
  });

  test("behind two: what the outer one has seen", () => {
    expect(decode(wire({ "x-forwarded-for": "6.6.6.6, 192.0.2.1, 10.0.0.1" }), 2).client).toBe("192.0.2.1");
  });

  test("behind a proxy that says nothing: the proxy", () => {
    expect(decode(wire({}), 1).client).toBe("10.0.0.9");
  });

  test("an IPv4 client of a socket for both is one", () => {
    expect(decode(wire({}, "::ffff:192.0.2.7")).client).toBe("192.0.2.7");
    expect(decode(wire({}, "2001:db8::1")).client).toBe("2001:db8::1");
  });
});
