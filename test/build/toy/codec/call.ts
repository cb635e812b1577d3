import { type Codec, request, requestUrl, responseHeaders } from "unmoor/adapter";

/** What the toy platform hands over: `["GET", "/path", [["name", "value"]], "text"]`. */
export type Call = readonly [verb: string, path: string, headers: readonly (readonly [string, string])[], text: string];
/** What it wants back. */
export type Answer = readonly [status: number, headers: readonly (readonly [string, string])[], text: string];

export const call = (): Codec<"http", Call, Answer> => ({
  name: "call",
  kind: "http",
  claims: (native): native is Call => Array.isArray(native) && native.length === 4,
  decode: ([method, path, headers, text]) => ({
    request: request({
      url: requestUrl({ scheme: "https", host: "toy.example", path, query: "" }),
      method,
      headers,
      body: text ? new TextEncoder().encode(text) : null,
    }),
  }),
  encode: async (response) => [response.status, responseHeaders(response).pairs, await response.text()],
});
