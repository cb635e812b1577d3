import { context, type Handler, job, textOf } from "./lambda.ts";

const [[name, text] = ["", ""]] = Object.entries(job.events);
const event: unknown = JSON.parse(text);
const before = process.cpuUsage();
const began = performance.now();
const { handler } = (await import(job.file)) as { handler: Handler };
const imported = performance.now();
const reply = await handler(event, context);
const answered = performance.now();
const { user, system } = process.cpuUsage(before);
const { rss } = process.memoryUsage();
const said = textOf(reply);
if (!said.includes(job.expect[name] ?? "")) throw new Error(said.slice(0, 300));
const loaded = (process as unknown as { moduleLoadList: string[] }).moduleLoadList;
process.stdout.write(
  JSON.stringify({
    import: imported - began,
    first: answered - imported,
    both: answered - began,
    cpu: (user + system) / 1000,
    rss: rss / 2 ** 20,
    undici: loaded.some((id) => id.includes("undici")) ? 1 : 0,
  }),
);
process.exit();
