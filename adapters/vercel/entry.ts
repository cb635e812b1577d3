import type { TargetConfig, Unit } from "unmoor/adapter";
import { only, queueFacts, scheduleFacts, shapeOf } from "./source.ts";

/** The source of a unit's entry: the module that Vercel imports. */
export function entry(unit: Unit, config: TargetConfig): string {
  const task = unit.trigger === "task";
  const facts = [
    ...(task ? ["refuse: refuseTask"] : []),
    ...(unit.timeoutMs === undefined ? [] : [`timeoutMs: ${maxDuration(unit.timeoutMs) * 1000}`]),
  ];
  const options = facts.length ? `, { ${facts.join(", ")} }` : "";
  const module = JSON.stringify(unit.module);
  if (unit.trigger === "http")
    return `import { fetchCodec, httpDispatch, web } from "unmoor/vercel";
import { routes } from ${module};

export default web(fetchCodec(), httpDispatch(routes, { provider: "vercel" })${options});
`;
  const { name } = only(unit);
  const [codec, known] = codecOf(unit, config);
  const dispatch = task ? "taskDispatch" : "eventDispatch";
  const delays = shapeOf(unit, config) === "queue" ? ", delays: true" : "";
  const given = Object.keys(known).length ? JSON.stringify(known) : "";
  const names = [codec, dispatch, "push", ...(task ? ["refuseTask"] : [])].sort();
  return `import { ${names.join(", ")} } from "unmoor/vercel";
import { ${name} as fn } from ${module};

export default push(${codec}(${given}), ${dispatch}(${JSON.stringify(name)}, fn, { provider: "vercel"${delays} })${options});
`;
}

/** The codec of a unit by its shape, and what it knows from the build. */
function codecOf(unit: Unit, config: TargetConfig): [codec: string, facts: object] {
  const { source, deadLetter } = only(unit);
  const buried = deadLetter ? { deadLetter } : {};
  switch (shapeOf(unit, config)) {
    case "cron":
      return ["cronCodec", { name: unit.name, cron: scheduleFacts(unit, config).cron, ...buried }];
    case "schedules":
      return ["scheduleCodec", buried];
    case "cloudevents":
      return ["cloudEventsCodec", { ...(source.match && { match: source.match }), ...buried }];
    case "task":
      return ["taskCodec", {}];
    default: {
      const { attempts, retryAfterSeconds } = queueFacts(unit, config);
      const kind = unit.trigger === "topic" ? { kind: "topic" } : {};
      return ["queueCodec", { ...kind, attempts, retryAfterMs: retryAfterSeconds * 1000, ...buried }];
    }
  }
}

/** Whole seconds, as Vercel counts. */
export const maxDuration = (timeoutMs: number): number => Math.max(1, Math.ceil(timeoutMs / 1000));
