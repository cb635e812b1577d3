import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { adapters } from "../../../adapters/index.ts";
import type { Traits } from "../../../src/adapter/index.ts";
import { build } from "../../../src/build/index.ts";
import { type Carrier, environment, type SocketOptions, socketCarrier } from "../../../src/conformance/index.ts";
import { conforms } from "../../conformance/report.ts";
import type { Runtime } from "../runtime.ts";

export interface RuntimeOptions {
  readonly provider: string;
  /** The shape whose traits hold. */
  readonly shape: string;
  /** What the build is told for this target. */
  readonly target?: Readonly<Record<string, unknown>>;
  /** The vendor's own code over what the build wrote for the provider. */
  start(dir: string, env: Readonly<Record<string, string>>): Promise<Runtime>;
  readonly front?: SocketOptions["front"];
  /** Built with `fetch: "light"`. */
  readonly light?: boolean;
}

/**
 * Builds the scenarios' app for one shape, starts it on the vendor's own runtime, and runs the whole list over its
 * socket. One test file a provider, so that they run side by side.
 */
export function scenariosOn({ provider, shape, target = {}, start, front, light = false }: RuntimeOptions): void {
  let out: string;
  let runtime: Runtime | undefined;
  let carrier: Carrier | undefined;

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), `unmoor-${provider}-${shape}-${light}-`));
    const { adapter } = await (adapters[provider] as NonNullable<(typeof adapters)[string]>)();
    const { traits, limits } = adapter.shapes[shape] as (typeof adapter.shapes)[string];
    await build({
      // A shape that buffers takes the app without the one function that asks for streaming by name.
      entry: fileURLToPath(
        new URL(`../../scenarios/${traits.streaming === true ? "streaming" : "functions"}.ts`, import.meta.url),
      ),
      targets: [provider],
      out,
      name: "scenarios",
      adapters,
      options: { [provider]: { ...target, fetch: light ? "light" : "native" } },
      env: { PATH: process.env.PATH },
    });
    runtime = await start(join(out, provider), environment);
    const { origin, logs } = runtime;
    carrier = socketCarrier({
      provider,
      shape,
      origin,
      logs: () => logs(),
      traits: traits as Traits<"http">,
      limits,
      ...(front && { front }),
    });
  }, 120_000);

  afterAll(async () => {
    await runtime?.stop();
    if (out) await rm(out, { recursive: true, force: true });
  }, 30_000);

  conforms(light ? "light" : "runtime", { provider, shape }, () => {
    if (!carrier) throw new Error("the runtime has not started");
    return carrier;
  });
}
