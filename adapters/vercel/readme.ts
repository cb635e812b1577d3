import type { TargetConfig, Unit } from "unmoor/adapter";
import { queueFacts, shapeOf } from "./source.ts";

/** What somebody needs to know who deploys the folder. */
export function readme(units: readonly Unit[], config: TargetConfig): string {
  const shapes = new Set(units.map((unit) => shapeOf(unit, config)));
  const secrets = [
    ["cron", "CRON_SECRET", "shown by Vercel to cron jobs"],
    ["cloudevents", "CLOUDEVENTS_SECRET", "shown by senders of CloudEvents as a bearer token"],
    ["task", "TASK_SECRET", "shown by callers of tasks as a bearer token"],
  ] as const;
  const needed = secrets.filter(([shape]) => shapes.has(shape));
  const queues = units.filter((unit) => shapeOf(unit, config) === "queue");
  return `# ${config.name} on Vercel

\`.vercel/output\` is a finished build (Build Output API v3). From this folder, once linked to a project:

    vercel link
    vercel deploy --prebuilt

Each \`functions/*.func\` is one function: \`index.mjs\` exports \`default { fetch }\`, \`.vc-config.json\` says how it runs.
Change them as you like; nothing else is needed to run them.
${
  needed.length
    ? `
Set in the project's environment, with 16 characters or more; without one, its functions let nobody in:

${needed.map(([, name, what]) => `- \`${name}\`: ${what}`).join("\n")}
`
    : ""
}${
  queues.length
    ? `
Queues and topics are topics of Vercel Queues, made at their first message. Each function is a consumer group of its own
name: renamed, it begins anew.

${queues.map((unit) => `- \`${queueFacts(unit, config).topic}\` → ${unit.name}`).join("\n")}
`
    : ""
}`;
}
