import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapters } from "../adapters/index.ts";
import { build } from "../src/build/index.ts";

const providers = ["memory", "aws", "gcp", "azure", "vercel", "node"];

describe("every example builds for every provider", () => {
  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), "unmoor-examples-"));
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  test.each([
    ["hello", {}],
    ["hono", {}],
    // What Vercel has not.
    ["orders", { vercel: { without: "thumbnails,trending" } }],
  ])(
    "%s",
    async (name, options) => {
      const entry = fileURLToPath(new URL(`../examples/${name}/functions.ts`, import.meta.url));
      const targets = providers.filter((provider) => provider !== "memory");
      const { manifest } = await build({ entry, targets, out: join(out, name), name, adapters, options });
      expect(Object.keys(manifest.targets)).toEqual(targets);
    },
    60_000,
  );
});
