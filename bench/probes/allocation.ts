import { getHeapStatistics } from "node:v8";
import { check, type Handler, invoke, job } from "./lambda.ts";

// node --expose-gc --single-threaded --min-semi-space-size=64 --max-semi-space-size=64: what is measured fits between
// two collections, and the compiler keeps its hands off the heap meanwhile.
const { handler } = (await import(job.file)) as { handler: Handler };
const collect = (globalThis as unknown as { gc(): void }).gc;
const used = (): number => getHeapStatistics().used_heap_size;
const result: Record<string, number> = {};

for (const [name, text] of Object.entries(job.events)) {
  await check(handler, name);
  const pile = 100;
  for (let i = 0; i < 40; i++)
    for (const event of Array.from({ length: pile }, (): unknown => JSON.parse(text))) await invoke(handler, event);
  // The least of several: what else lands on the heap (compiled code, a timer's list) can only add.
  const samples = await Promise.all(
    Array.from({ length: 1 }, async () => {
      const list: number[] = [];
      for (let i = 0; i < 9; i++) {
        const events = Array.from({ length: pile }, (): unknown => JSON.parse(text));
        collect();
        const before = used();
        for (const event of events) await invoke(handler, event);
        list.push((used() - before) / pile);
      }
      return list.sort((a, b) => a - b);
    }),
  );
  result[name] = samples[0]?.[4] ?? Number.NaN;
}
process.stdout.write(JSON.stringify(result));
process.exit();
