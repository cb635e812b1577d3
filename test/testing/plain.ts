// Run by node.test.ts with Node's own test runner: nothing of vitest is in this process.
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

const untouched = [globalThis.setTimeout, globalThis.Date, Math.random, AbortSignal.timeout, performance.now];
const { createClock } = await import("../../src/testing/clock.ts");
const { createEntropy } = await import("../../src/testing/entropy.ts");
const { createScope } = await import("../../src/testing/scope.ts");

const START = Date.UTC(2026, 0, 1);
const world = (seed = 1) => ({
  clock: createClock({ at: START }),
  scope: createScope({ label: "job", entropy: createEntropy(seed) }),
});
async function race<T>(work: () => Promise<T>): Promise<T> {
  const { clock, scope } = world();
  let lost = false;
  const done = clock.run(scope, () => {
    const deadline = setTimeout(() => {
      lost = true;
    }, 900_000);
    return work().finally(() => clearTimeout(deadline));
  });
  await clock.advance(900_000);
  assert.equal(lost, false, "the deadline has won against real I/O");
  return await done;
}

test("importing changes no global", () => {
  assert.deepEqual(
    [globalThis.setTimeout, globalThis.Date, Math.random, AbortSignal.timeout, performance.now],
    untouched,
  );
});

test("time is virtual inside and real outside, with a runner's timeout", { timeout: 5_000 }, async () => {
  const real = Date.now();
  const { clock, scope } = world();
  const done = clock.run(scope, async () => {
    await sleep(86_400_000);
    return [Date.now(), crypto.randomUUID()];
  });
  await clock.settle();
  assert.deepEqual(await done, [START + 86_400_000, createEntropy(1).uuid()]);
  await sleep(2);
  assert.ok(Date.now() > real && Date.now() - real < 5_000);
});

test("node:test's mock timers keep working around it", async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 5 });
  let mocked = 0;
  setTimeout(() => mocked++, 100);
  const { clock, scope } = world();
  const done = clock.run(scope, () => new Promise((resolve) => setTimeout(() => resolve(Date.now()), 50)));
  await clock.settle();
  assert.equal(await done, START + 50);
  assert.deepEqual([mocked, Date.now()], [0, 5]);
  mock.timers.tick(100);
  assert.deepEqual([mocked, Date.now()], [1, 105]);
  mock.timers.reset();
  assert.ok(Date.now() > START);
});

test("a module that Node loads is waited for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "clock-"));
  await writeFile(join(folder, "inner.mjs"), "export const answer = await new Promise((r) => setImmediate(r, 42));");
  await writeFile(join(folder, "module.mjs"), 'export { answer } from "./inner.mjs";');
  assert.equal((await race(() => import(join(folder, "module.mjs")))).answer, 42);
});

test("a fetch is waited for", async () => {
  const server = createServer((_, response) => response.end("reply")).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (let i = 0; i < 50; i++)
    assert.equal(await race(async () => (await fetch(url, { signal: AbortSignal.timeout(900_000) })).text()), "reply");
  server.closeAllConnections();
  server.close();
});

test("what comes without a callback of its own is there when the clock is idle", async () => {
  const { clock, scope } = world();
  let got = 0;
  clock.run(scope, () => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      got++;
      port1.close();
    };
    port2.postMessage(1);
    void new Blob(["x".repeat(1e6)]).arrayBuffer().then(() => got++);
    void new Response("x".repeat(1e6)).text().then(() => got++);
    queueMicrotask(() => setImmediate(() => process.nextTick(() => got++)));
  });
  await clock.idle();
  assert.equal(got, 4);
});
