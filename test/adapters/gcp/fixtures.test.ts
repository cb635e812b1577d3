import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NodeRequest } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { nodeHttp } from "../../../adapters/gcp/codec/http.ts";
import { invocation } from "./invocation.ts";

const folder = fileURLToPath(new URL("../../../../shared/fixtures/gcp/", import.meta.url));
const there = existsSync(folder);
if (!there) console.warn(`recorded payloads are not at ${folder}: their tests are skipped`);

interface Recorded {
  readonly method: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Beside the recording, for bodies that are no text. */
  readonly bodyFile?: string;
}
const files = there
  ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /http.*\.json$/.test(name))
  : [];
const bytesOf = (name: string, { body, bodyFile }: Recorded): Buffer =>
  bodyFile
    ? readFileSync(join(folder, dirname(name), bodyFile))
    : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));

describe.skipIf(!there)("recorded HTTP deliveries", () => {
  test("there are some", () => {
    expect(files.length).toBeGreaterThan(10);
  });

  test.each(files)("%s is claimed and decoded: method, path, own headers, bytes", async (name) => {
    const recorded = JSON.parse(readFileSync(folder + name, "utf8")) as Recorded;
    const bytes = bytesOf(name, recorded);
    const wire: NodeRequest = {
      method: recorded.method,
      url: recorded.url ?? "/",
      rawHeaders: Object.entries(recorded.headers).flat(),
      rawBody: bytes,
      async *iterator() {},
      removeAllListeners() {},
      resume() {},
    };
    const codec = nodeHttp();
    expect(codec.claims(wire)).toBe(true);
    const { request } = codec.decode(wire, invocation());
    expect(request.method).toBe(recorded.method);
    expect(new URL(request.url).pathname).toBe(recorded.url ?? "/");
    expect(Buffer.from(await request.arrayBuffer())).toEqual(bytes);
    for (const [key, value] of Object.entries(recorded.headers)) {
      // Attributes of events are not an HTTP function's to trust; the length is that of the bytes.
      const gone = key.toLowerCase().startsWith("ce-");
      if (key !== "content-length") expect(request.headers.get(key)).toBe(gone ? null : value);
    }
  });
});
