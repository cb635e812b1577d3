import type { Inverse } from "../../adapter/index.ts";
import type { TaskCarrier } from "./carrier.ts";
import { type Road, roadTraits, type ShapeUnderTest, shapeOf } from "./road.ts";

/**
 * A carrier of tasks over whatever road leads to those of the scenarios' app.
 *
 * @param road to the task with this name, new for each call, whose input it is told
 */
export function taskCarrier(
  under: ShapeUnderTest,
  road: (name: string, input: unknown) => Road | Promise<Road>,
): TaskCarrier {
  const { limits, ...shape } = shapeOf(under);
  const inverse = shape.inverse as Inverse<"task", unknown, unknown>;
  return {
    provider: under.adapter.name,
    shape: under.shape,
    trigger: "task",
    traits: roadTraits,
    limits,
    async call(name, input) {
      const way = await road(name, input);
      const wire = await inverse.wire({ input });
      const reply = await way.send(wire);
      return { result: await inverse.outcome(reply as Error, wire, way.calls), log: await way.log() };
    },
  };
}
