import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { adapters } from "../../../adapters/index.ts";
import type { Adapter, Trigger, Unit } from "../../../src/adapter/index.ts";
import { build } from "../../../src/build/index.ts";

/** A function of the scenarios' app, built as one shape. */
export interface Deployed {
  /** Its export. */
  readonly name: string;
  readonly trigger: Trigger;
  readonly shape: string;
  /** Which of the ways to build it: an index of `ways`. */
  readonly way: number;
  /** What is deployed of it. */
  readonly unit: string;
  /** Its bundle: absolute. */
  readonly file: string;
  /** What the build wrote for the provider in this round: absolute. */
  readonly dir: string;
}

export interface DeployOptions {
  readonly provider: string;
  /** Ways to build all of it: what the build is told beside the shapes. */
  readonly ways?: readonly Readonly<Record<string, unknown>>[];
  /** What the build is told beside that for the sake of one shape. */
  readonly shapes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Whether a trigger is wanted in a shape that carries it; by default each that brings events or calls tasks is. */
  wants?(trigger: Trigger, shape: string): boolean;
  /** Packages that are left out of the bundles: those that no scenario reaches. */
  readonly external?: readonly string[];
  /** Milliseconds that a function has by its deployment, where it does not ask for a time of its own. */
  readonly timeoutMs?: number;
  /** What else the deployment says of a unit. */
  deployed?(unit: Unit): Unit;
}

export interface Deployment {
  readonly adapter: Adapter;
  readonly functions: readonly Deployed[];
  /** Folder of all of it. */
  readonly out: string;
  remove(): Promise<void>;
}

const entry = fileURLToPath(new URL("../../scenarios/events.ts", import.meta.url));
const EVENTS: readonly Trigger[] = ["queue", "topic", "stream", "bucket", "schedule", "cloudEvent", "task"];

/** The shapes of a provider that carry a trigger. */
export const shapesOf = ({ triggers }: Adapter, trigger: Trigger): readonly string[] => {
  const carriers = triggers[trigger];
  return "lacks" in carriers ? [] : carriers;
};

export const adapterOf = async (provider: string): Promise<Adapter> =>
  (await (adapters[provider] as NonNullable<(typeof adapters)[string]>)()).adapter;

/** Builds every event function and task of the scenarios' app in every shape of a provider, by the build itself. */
export async function deploy(options: DeployOptions): Promise<Deployment> {
  const {
    provider,
    ways = [{}],
    shapes = {},
    external = [],
    timeoutMs,
    wants = () => true,
    deployed = (unit) => unit,
  } = options;
  const adapter = await adapterOf(provider);
  const functions = Object.entries(await import("../../scenarios/events.ts")).map(([name, { kind, ...fn }]) => ({
    name,
    trigger: (kind === "task" ? kind : (fn as { source: { kind: Trigger } }).source.kind) as Trigger,
  }));
  const targets = ways.flatMap((way, index) =>
    roundsOf(adapter, wants, Object.keys(shapes)).map((round, at) => {
      const without = functions.filter(({ trigger }) => !round.has(trigger)).map(({ name }) => name);
      const [only] = round.size === 1 ? round.values() : [];
      const options = { ...way, ...(only && shapes[only]), ...Object.fromEntries(round), without };
      return { target: `${provider}-${index}-${at}`, way: index, options };
    }),
  );
  const out = await mkdtemp(join(tmpdir(), `unmoor-${provider}-events-`));
  const built = deployable(adapter, (unit) => deployed({ ...(timeoutMs !== undefined && { timeoutMs }), ...unit }));
  const { manifest } = await build({
    entry,
    targets: targets.map(({ target }) => target),
    out,
    name: "scenarios",
    external,
    adapters: Object.fromEntries(targets.map(({ target }) => [target, async () => ({ adapter: built })])),
    options: Object.fromEntries(targets.map(({ target, options }) => [target, options])),
    env: { PATH: process.env.PATH },
  });
  return {
    adapter,
    out,
    functions: targets.flatMap(({ target, way }) =>
      (manifest.targets[target]?.units ?? []).map(
        ({ name: unit, trigger, shape, file, functions: [fn] }): Deployed => ({
          name: fn?.name as string,
          unit,
          trigger,
          shape,
          way,
          file: join(out, target, file),
          dir: join(out, target),
        }),
      ),
    ),
    remove: () => rm(out, { recursive: true, force: true }),
  };
}

/** A unit has one shape: each further shape of a trigger is for a further build, and what stands apart for its own. */
function roundsOf(
  adapter: Adapter,
  wants: (trigger: Trigger, shape: string) => boolean,
  apart: readonly string[],
): Map<Trigger, string>[] {
  const rounds: Map<Trigger, string>[] = [];
  const alone: Map<Trigger, string>[] = [];
  for (const trigger of EVENTS) {
    const wanted = shapesOf(adapter, trigger).filter((shape) => wants(trigger, shape));
    for (const [at, shape] of wanted.entries())
      if (apart.includes(shape)) alone.push(new Map([[trigger, shape]]));
      else {
        rounds[at] ??= new Map();
        rounds[at].set(trigger, shape);
      }
  }
  return [...rounds, ...alone];
}

/**
 * The adapter, told of units as the deployment has them. And the build does not stop where rejected events would be
 * lost, which `test/build` sees it do: what the runtime makes of them is to be seen here.
 */
function deployable(adapter: Adapter, deployed: (unit: Unit) => Unit): Adapter {
  const { shapes, entry, emit, main } = adapter;
  return {
    ...adapter,
    shapes: Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [
        name,
        { ...shape, traits: { ...shape.traits, deadLetter: true } },
      ]),
    ) as Adapter["shapes"],
    entry: (unit, config) => entry(deployed(unit), config),
    emit: (units, config) => emit(units.map(deployed), config),
    ...(main && { main: (units, config) => main(units.map(deployed), config) }),
  };
}

/** A function's bundle, as another file of the deployment imports it. */
export const importOf = (from: string, { file }: Deployed): string => {
  const path = relative(dirname(from), file).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
};
