// What a simulation costs: node --conditions=source bench/simulate.ts
import { on, queue } from "../src/index.ts";
import { chaos, explore, simulate } from "../src/testing/index.ts";

const RUNS = 500;
const orders = queue<"orders", { readonly id: string }>("orders");
const world = () => ({ app: { orders, fulfil: on(orders, async () => {}) } });

/** Milliseconds of wall clock and of the processor. */
async function timed(work: () => Promise<unknown>): Promise<string> {
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return `${wall.toFixed(0).padStart(6)} ms (processor ${((user + system) / 1000).toFixed(0)} ms)`;
}

for (const as of ["memory", "aws", "gcp", "azure", "vercel"]) {
  const one = async (): Promise<void> => {
    const cloud = simulate(world().app, { as });
    await cloud.send("orders", { id: "a" });
    await cloud.settled();
  };
  const many = (mixture: typeof chaos.none, seeds: number): Promise<unknown> =>
    explore(
      world,
      async (cloud) => {
        for (let n = 0; n < 8; n++) await cloud.send("orders", { id: `${n}` });
      },
      { seeds, as: [as], chaos: mixture },
    );
  await many(chaos.everything, 100);
  console.log(as);
  console.log(
    `  ${RUNS} scenarios of one event     ${await timed(async () => {
      for (let n = 0; n < RUNS; n++) await one();
    })}`,
  );
  console.log(`  ${RUNS} seeds of 8 events, calm    ${await timed(() => many(chaos.none, RUNS))}`);
  console.log(`  ${RUNS} seeds of 8 events, chaos   ${await timed(() => many(chaos.everything, RUNS))}`);
}
