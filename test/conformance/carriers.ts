import { adapters } from "unmoor/adapters";
import type { Adapter, App } from "../../src/adapter/index.ts";
import { type Carrier, directCarrier, environment } from "../../src/conformance/index.ts";

/** The shapes of an adapter that carry HTTP: those that say so, and those that stream in their place. */
export function httpShapes(adapter: Adapter): string[] {
  const carriers = adapter.triggers.http;
  if ("lacks" in carriers) return [];
  return [...new Set(carriers.flatMap((name) => [name, adapter.shapes[name]?.streamed ?? name]))];
}

/** Every HTTP shape of every registered provider, in process. */
export async function directCarriers(app: App): Promise<Carrier[]> {
  const loaded = await Promise.all(Object.values(adapters).map(async (load) => (await load()).adapter));
  return loaded.flatMap((adapter) =>
    httpShapes(adapter).map((shape) => directCarrier({ adapter, shape, app, env: environment })),
  );
}
