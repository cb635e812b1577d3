import { afterAll, beforeAll } from "vitest";
import {
  type EventTrigger,
  type Road,
  type RoadTraits,
  roadCarrier,
  type ShapeUnderTest,
  taskCarrier,
} from "../../../src/conformance/index.ts";
import { conformsEvents, type Either } from "../../conformance/event-report.ts";
import { adapterOf, type Deployed, type Deployment, type DeployOptions, deploy, shapesOf } from "./deployed.ts";

/** What a delivery to a function is about to be. */
export interface Delivering {
  /** Its handler, or that of its dead letters, goes on until the deadline: a real one, so it should be near. */
  readonly waits: boolean;
  /** The function has a time limit of its own, which must be the first to end it. */
  readonly brief: boolean;
}

/** A vendor's runtime with functions on it. */
export interface EventRuntime {
  /** To one function, new for each delivery. */
  road(fn: Deployed, delivering: Delivering): Road | Promise<Road>;
  stop(): Promise<void>;
}

export interface EventRuntimeOptions extends DeployOptions {
  /** What results are filed under, by way; "runtime" is the first. */
  readonly roads?: readonly string[];
  /** The environment of the functions: what senders must show. */
  readonly env?: Readonly<Record<string, string>>;
  /** The vendor's own code over what the build wrote; one for each way. */
  start(deployment: Deployment, way: number, functions: readonly Deployed[]): Promise<EventRuntime>;
  /** What a way to build it cannot carry, by shape. */
  lacks?(way: number, shape: string): Partial<RoadTraits> | undefined;
  /** Whether functions get several events in one delivery; whether the shape can by default. */
  batches?(way: number, shape: string): boolean | undefined;
  /** Milliseconds that a machine under load may be late. */
  readonly lateMs?: number;
  /** Why a scenario cannot be shown on this runtime. */
  unrun?(scenario: string, trigger: Either["trigger"], shape: string): string | undefined;
}

const TRIGGERS: readonly Either["trigger"][] = ["queue", "topic", "stream", "bucket", "schedule", "cloudEvent", "task"];

/** As the scenarios' handlers read it: a plan in the data, or in the first part of an object's key. */
const waiting = (name: string, sent: unknown): boolean =>
  name === "scheduleHang" || /"(do|bury)":"(hang|heed)"|"key":"(hang|heed)\//.test(JSON.stringify(sent) ?? "");

/**
 * Builds the scenarios' event functions and tasks in every shape of a provider, starts them on the vendor's own
 * runtime, and runs the whole list on each, in the machine's own time.
 */
export async function eventScenariosOn(options: EventRuntimeOptions): Promise<void> {
  const { provider, ways = [{}], roads = ["runtime"], env, start, lacks, batches, lateMs = 10_000, unrun } = options;
  const { wants = () => true } = options;
  const adapter = await adapterOf(provider);
  const carriers = new Map<string, Either>();
  const runtimes: EventRuntime[] = [];
  let deployment: Deployment | undefined;
  const keyOf = (way: number, trigger: string, shape: string): string => `${way} ${trigger} ${shape}`;

  beforeAll(async () => {
    const deployed = await deploy(options);
    deployment = deployed;
    const starting = ways.map((_, way) =>
      start(
        deployed,
        way,
        deployed.functions.filter((fn) => fn.way === way),
      ),
    );
    for (const [way, runtime] of (await Promise.all(starting)).entries()) {
      runtimes.push(runtime);
      for (const trigger of TRIGGERS)
        for (const shape of shapesOf(adapter, trigger).filter((each) => wants(trigger, each))) {
          const many = batches?.(way, shape);
          const under: ShapeUnderTest = {
            adapter,
            shape,
            ...(env && { env }),
            ...(many !== undefined && { batches: many }),
          };
          const road = (name: string, sent: unknown): Road | Promise<Road> => {
            const of = (fn: Deployed): boolean => fn.way === way && fn.shape === shape && fn.name === name;
            const fn = deployed.functions.find(of);
            if (!fn) throw new Error(`the build made no "${name}" of ${provider} ${shape}`);
            return runtime.road(fn, { waits: waiting(name, sent), brief: /brief$/i.test(name) });
          };
          const traits = lacks?.(way, shape);
          const carrier: Either =
            trigger === "task"
              ? taskCarrier(under, road)
              : { ...(await roadCarrier(under, trigger as EventTrigger, road, Date.now)), lateMs };
          carriers.set(keyOf(way, trigger, shape), { ...carrier, traits: { ...carrier.traits, ...traits } } as Either);
        }
    }
  }, 120_000);

  afterAll(async () => {
    await Promise.all(runtimes.map((runtime) => runtime.stop()));
    await deployment?.remove();
  }, 30_000);

  for (const [way, road] of roads.entries())
    for (const trigger of TRIGGERS)
      for (const shape of shapesOf(adapter, trigger).filter((each) => wants(trigger, each)))
        conformsEvents(
          road,
          { provider, shape, trigger },
          () => {
            const carrier = carriers.get(keyOf(way, trigger, shape));
            if (!carrier) throw new Error("the runtime has not started");
            return carrier;
          },
          { concurrent: true, ...(unrun && { unrun: (scenario: string) => unrun(scenario, trigger, shape) }) },
        );
}
