import type { TargetConfig, Unit } from "unmoor/adapter";
import { eventFunctions, settingsOf } from "./config.ts";

/** How to run the folder. */
export function readme(units: readonly Unit[], config: TargetConfig): string {
  const { health, graceMs, lingerMs, node, deadLetterSink, timeoutMs } = settingsOf(config);
  const { name } = config;
  const events = eventFunctions(units);
  const tasks = units.flatMap(({ trigger, functions }) => (trigger === "task" ? functions : []));
  const scheduled = units.flatMap(({ trigger, functions }) => (trigger === "schedule" ? functions : []));
  const apart = events[0] && units.some(({ trigger }) => trigger === "http" || trigger === "task");
  const variables = [
    ["PORT", "8080", "what it listens on"],
    ["HOST", "0.0.0.0", "and on which address"],
    ...(apart
      ? [
          ["EVENTS_PORT", "8081", "the port of events; the number of `PORT` puts all on one"],
          ["EVENTS_HOST", "127.0.0.1 (0.0.0.0 in the image)", "who reaches it may send events: keep it inside"],
        ]
      : []),
    ...(tasks[0]
      ? [["TASK_SECRET", "none", "callers' bearer token, 16 characters or more; without it tasks are closed"]]
      : []),
    ...(scheduled[0] ? [["SCHEDULES", "on", "`off` in all processes but one: each runs every schedule"]] : []),
  ].map((cells) => `| ${cells.join(" | ")} |`);
  const sections = [
    `# ${name} on Node ${node}

This folder is all there is: \`index.mjs\` is the server.

    node --enable-source-maps index.mjs
    docker build -t ${name} . && docker run -p 8080:8080 ${name}

| variable | default | what |
|---|---|---|
${variables.join("\n")}

\`${name}.service\` is a unit for systemd: the folder at \`/srv/${name}\`, variables in \`/etc/${name}.env\`.

\`GET ${health}\` is 200 while it serves, and 503 from SIGTERM or SIGINT on. Then requests are still served, each
connection is closed after its own, and the process ends when none is left${lingerMs ? `, after ${lingerMs / 1000} s at the earliest` : ""}; after ${graceMs / 1000} s it cuts the rest.
${lingerMs ? "" : "On Kubernetes, set `node.lingerSeconds=5`: pods get requests for a while after they were told to end.\n"}Invocations end after ${timeoutMs / 1000} s unless their function says otherwise.
`,
    events[0] &&
      `## Events

CloudEvents over HTTP, binary, structured or batched, at ${events.map((fn) => `\`POST /${fn.name}\``).join(", ")}.
202 is done, 422 will never be handled, 5xx shall come again, with \`Retry-After\` where the app asked for a delay.
\`knative.yaml\` has a Trigger for each, and a service that only the cluster can reach; put your image into it.
Knative heeds \`Retry-After\` only with \`delivery-retryafter\` and a \`retryAfterMax\`.
${deadLetterSink ? `What is rejected or exhausted goes to ${deadLetterSink}.\n` : "What is rejected goes to the functions' own handlers; what is exhausted is dropped unless you name `node.deadLetterSink`.\n"}
A queue, topic, stream or bucket is told by its events' attributes \`type\` (\`dev.unmoor.queue\` …) and \`channel\`
(its name in the app), or by those of \`node.resources\`. A bucket's may be records of S3 or of what is compatible
with it (MinIO, Ceph) as CloudEvents: \`{"type":"com.amazonaws.s3.ObjectCreated:Put","source":"aws:s3.eu-west-1.uploads"}\`.
`,
    tasks[0] &&
      `## Tasks

    curl http://localhost:8080/${tasks[0].name} -H "Authorization: Bearer $TASK_SECRET" -H "Content-Type: application/json" -d '{}'
`,
    scheduled[0] &&
      `## Schedules

${scheduled.map((fn) => `- \`${fn.name}\`: \`${fn.source?.cron}\`, ${fn.source?.timeZone ?? "UTC"}`).join("\n")}

They run in the process. A run that fails is not repeated, one that is due while the one before is under way is
skipped, and what is due while no process runs is missed: use your platform's cron where that matters. On a day
without the hour a run comes at the first moment after the gap.
`,
  ];
  return sections.filter(Boolean).join("\n");
}
