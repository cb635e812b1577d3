import { check, type Handler, invoke, job } from "./lambda.ts";

const { budget = 40_000 } = job;
const { handler } = (await import(job.file)) as { handler: Handler };
const result: Record<string, number> = {};

/** CPU of so many calls, in microseconds; the events are made outside of it, a pile at a time. */
async function spent(text: string, calls: number): Promise<number> {
  let total = 0;
  const pile = Math.max(1, Math.min(200, Math.floor(400_000 / text.length)));
  for (let done = 0; done < calls; done += pile) {
    const events = Array.from({ length: Math.min(pile, calls - done) }, (): unknown => JSON.parse(text));
    const before = process.cpuUsage();
    for (const event of events) await invoke(handler, event);
    const { user, system } = process.cpuUsage(before);
    total += user + system;
  }
  return total;
}

for (const [name, text] of Object.entries(job.events)) {
  await check(handler, name);
  // Until it is compiled: V8 counts calls, not time, and is done after some 15,000; a large batch has them inside.
  const least = Math.ceil((0.4 * budget * 2_000) / Math.max(2_000, text.length));
  let calls = Math.max(1, Math.min(100, Math.floor(400_000 / text.length)));
  let took = 0;
  for (let warmed = 0, made = 0; made < least || warmed < budget; made += calls, warmed += took) {
    took = await spent(text, calls);
    calls = Math.max(1, Math.min(2 * calls, 2_000, Math.ceil((calls * budget) / Math.max(took, 1))));
  }
  took = await spent(text, calls);
  calls = Math.max(1, Math.ceil((calls * budget) / took));
  result[name] = ((await spent(text, calls)) / calls) * 1000;
}
process.stdout.write(JSON.stringify(result));
process.exit();
