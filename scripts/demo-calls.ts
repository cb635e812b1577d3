import { createHash } from "node:crypto";

/** What the demo compares of an answer. */
export interface Asked {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** One request of the demo. */
export interface DemoCall {
  readonly title: string;
  /** What every provider must answer. */
  readonly status: number;
  ask(origin: string): Promise<Asked>;
}

/** Pseudo-random bytes, the same on every machine. */
const bytes = (length: number): Uint8Array<ArrayBuffer> => {
  const filled = new Uint8Array(length);
  for (let i = 0, state = 1; i < length; i++) {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    filled[i] = state >> 16;
  }
  return filled;
};

/** Headers that the function sets; platforms add others. */
const COMPARED = ["content-type", "set-cookie", "allow", "etag"];

const call = (title: string, status: number, path: string, init?: RequestInit): DemoCall => ({
  title,
  status,
  async ask(origin) {
    const response = await fetch(origin + path, { ...init, redirect: "manual" });
    const raw = new Uint8Array(await response.arrayBuffer());
    return {
      status: response.status,
      headers: COMPARED.flatMap((name) =>
        name === "set-cookie" ? response.headers.getSetCookie() : [`${name}: ${response.headers.get(name)}`],
      ),
      body:
        raw.byteLength > 1000
          ? `${raw.byteLength} bytes, sha256 ${createHash("sha256").update(raw).digest("hex").slice(0, 12)}`
          : new TextDecoder().decode(raw),
    };
  },
});

/** The ten requests that `npm run demo` sends to each provider. */
export const calls: readonly DemoCall[] = [
  call("GET /hello/ada", 200, "/hello/ada"),
  call("GET /hello/J%C3%BCrgen%20B", 200, "/hello/J%C3%BCrgen%20B"),
  call("GET /search?tag=a&tag=b&q=x+y", 200, "/search?tag=a&tag=b&q=x+y"),
  call("HEAD /hello/ada", 200, "/hello/ada", { method: "HEAD" }),
  call("POST /echo, JSON", 200, "/echo", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"snowman":"☃"}',
  }),
  call("POST /echo, 256 KiB of binary", 200, "/echo", { method: "POST", body: bytes(262_144) }),
  call("GET /visit, cookies both ways", 200, "/visit", { headers: { cookie: "a=1; visits=4" } }),
  call("GET /broken throws", 500, "/broken"),
  call("GET /nowhere", 404, "/nowhere"),
  call("DELETE /hello/ada is not allowed", 405, "/hello/ada", { method: "DELETE" }),
];
