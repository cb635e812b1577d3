import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapters } from "../../../adapters/index.ts";
import { happenings } from "../../../scripts/demo-events.ts";
import { happen, withoutOf } from "../../../scripts/demo-orders.ts";
import type { Adapter } from "../../../src/adapter/index.ts";
import { build } from "../../../src/build/index.ts";
import type { BuiltUnit } from "../../../src/build/manifest.ts";
import { type Deployment, unitsOf } from "../deployment.ts";

/**
 * Builds examples/orders for a provider, deploys it on the vendor's own runtime, and lets happen what `npm run demo`
 * shows. One test file a provider, so that they run side by side.
 *
 * @param lacking how many of the happenings end otherwise than elsewhere, as the provider's traits say
 */
export function ordersOn(provider: string, deploy: (dir: string) => Promise<Deployment>, lacking: number): void {
  let out: string;
  let adapter: Adapter;
  let units: readonly BuiltUnit[];
  let deployment: Deployment | undefined;
  const lacks = new Set<string>();

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), `unmoor-orders-${provider}-`));
    ({ adapter } = await (adapters[provider] as NonNullable<(typeof adapters)[string]>)());
    const entry = fileURLToPath(new URL("../../../examples/orders/functions.ts", import.meta.url));
    const options = { [provider]: { without: withoutOf(adapter) } };
    await build({
      entry,
      targets: [provider],
      out,
      name: "orders",
      adapters,
      options,
      env: { PATH: process.env.PATH },
    });
    units = await unitsOf(out, provider);
    deployment = await deploy(join(out, provider));
  }, 120_000);
  afterAll(async () => {
    await deployment?.stop();
    if (out) await rm(out, { recursive: true, force: true });
  }, 30_000);

  describe(`the shop on ${provider}`, () => {
    test("refuses what is no order", async () => {
      expect((await fetch(`${deployment?.origin}/orders`, { method: "POST", body: "{}" })).status).toBe(422);
    });
    for (const happening of happenings)
      test(`${happening.title}: ${happening.ends.is}`, async () => {
        const seen = await happen(happening, adapter, deployment as Deployment, units);
        if (seen.lacks) lacks.add(happening.title);
        expect(seen, deployment?.logs()).toMatchObject({ right: true });
      }, 60_000);
    test(`${lacking} of it end otherwise, as declared`, () => {
      expect([...lacks]).toHaveLength(lacking);
    });
  });
}
