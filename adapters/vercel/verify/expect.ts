import type { DeployedFunction, DeployedTrigger, Expectation, TargetConfig, Unit, Wanted } from "unmoor/adapter";
import { maxDuration } from "../entry.ts";
import { queueFacts, scheduleFacts, shapeOf } from "../source.ts";
import { times, zone } from "./triggers.ts";

const DOCS = "https://vercel.com/docs/";
const OUTPUT = `${DOCS}build-output-api/primitives`;

/** How each shape's trigger is written, and its page. */
const TRIGGERS: Readonly<Record<string, readonly [write: (name: string) => string, page: string]>> = {
  fetch: [(name) => `a route with dest "/${name}"`, `${DOCS}build-output-api/configuration#routes`],
  queue: [() => 'experimentalTriggers with type "queue/v2beta" and its topic', `${DOCS}queues`],
  cron: [(name) => `crons with path "/${name}"`, `${DOCS}cron-jobs`],
  schedules: [(name) => `schedules with function "${name}"`, `${DOCS}cron-jobs`],
  cloudevents: [
    (name) => `a route with src "^/${name}$" and dest "/${name}"`,
    `${DOCS}build-output-api/configuration#routes`,
  ],
  task: [(name) => `a route with src "^/${name}$" and dest "/${name}"`, `${DOCS}build-output-api/configuration#routes`],
};

/** Which method calls a shape by its unit's name. */
const METHODS: Readonly<Record<string, string>> = { cron: "GET", cloudevents: "POST", task: "POST" };

/** What a unit needs from Vercel: what its emitted Build Output says. */
export function expect(
  unit: Unit,
  config: TargetConfig,
  _found: DeployedFunction,
  trigger?: DeployedTrigger,
): Expectation {
  const shape = shapeOf(unit, config);
  const [write, page] = TRIGGERS[shape] ?? TRIGGERS.fetch!;
  const method = METHODS[shape];
  const wanted: Wanted[] = [
    { fact: "handler", value: "index.mjs", write: '"handler": "index.mjs"', page: OUTPUT },
    {
      fact: "runtime",
      value: ["nodejs24.x", "nodejs22.x"],
      write: '"runtime": "nodejs24.x"',
      page: `${DOCS}functions/runtimes/node-js/node-js-versions`,
    },
    { fact: "payload", value: "as it was sent", write: '"shouldAddHelpers": false', page: OUTPUT },
    {
      fact: "streaming",
      value: true,
      write: '"supportsResponseStreaming": true',
      page: `${DOCS}functions/streaming-functions`,
    },
    ...(unit.memoryMb === undefined
      ? []
      : [
          {
            fact: "memory" as const,
            value: unit.memoryMb,
            write: `"memory": ${unit.memoryMb}`,
            page: `${DOCS}functions/configuring-functions/memory`,
          },
        ]),
  ];
  if (unit.timeoutMs !== undefined) {
    const seconds = maxDuration(unit.timeoutMs);
    wanted.push({
      fact: "timeout",
      value: seconds,
      write: `"maxDuration": ${seconds}, which is built into the code`,
      page: `${DOCS}functions/configuring-functions/duration`,
    });
  }
  if (trigger && shape === "queue") {
    const { topic, maxDeliveries } = queueFacts(unit, config);
    wanted.push(
      { fact: "filter", value: { topic }, write: `"topic": "${topic}"`, page },
      {
        fact: "attempts",
        value: Math.max(maxDeliveries, Number(trigger.facts.attempts?.value ?? 0)),
        write: `"maxDeliveries": ${maxDeliveries}, more than the code's own attempts: what is over them is dropped`,
        page,
      },
    );
  }
  if (trigger && (shape === "cron" || shape === "schedules")) {
    const { cron, timeZone } = scheduleFacts(unit, config);
    wanted.push(
      { fact: "cron", value: times(cron), write: `"schedule": "${cron}"`, page },
      { fact: "timeZone", value: zone(timeZone), write: `"timezone": "${timeZone}"`, page },
    );
  }
  return {
    write: write(unit.name),
    page,
    wanted,
    ...(method && { calls: [{ methods: [method], path: `/${unit.name}` }] }),
  };
}
