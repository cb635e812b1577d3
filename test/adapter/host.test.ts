import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const module = new URL("../../src/adapter/host.ts", import.meta.url).href;

/** What a process of its own prints with `host` at hand. */
function run(script: string, env: Record<string, string> = {}): Promise<string> {
  const source = `import { nodeHost } from ${JSON.stringify(module)}; const host = nodeHost(); ${script}`;
  return new Promise((resolve, reject) => {
    const options = { cwd: fileURLToPath(new URL(".", import.meta.url)), env, timeout: 20_000 };
    execFile(process.execPath, ["--input-type=module", "-e", source], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
}

test("a timer fires once, unless it is called off", async () => {
  const script = `host.after(1, () => host.write("info", "fired")); host.after(1, () => host.write("info", "never"))();`;
  expect(await run(script)).toBe("fired\n");
});

test("timers share one of the process and still fire in their order, each once", async () => {
  const script = `const say = (word) => () => host.write("info", word);
host.after(30, say("third")); host.after(1, say("first")); const off = host.after(40, say("never"));
host.after(10, () => { host.write("info", "second"); off(); host.after(40, say("fifth")); host.after(30, say("fourth")); });`;
  expect((await run(script)).split("\n")).toEqual(["first", "second", "third", "fourth", "fifth", ""]);
});

test("what was called off keeps no process alive, and what comes later is still waited for", async () => {
  const script = `const off = host.after(60_000, () => {}); off();
setTimeout(() => { host.after(5, () => host.write("info", "later")); host.after(60_000, () => {})(); }, 5);`;
  expect(await run(script)).toBe("later\n");
});

test("a delay in the past is none", async () => {
  expect(await run(`host.after(-5, () => host.write("info", "fired"));`)).toBe("fired\n");
});

test("a deadline that nobody set neither fires nor keeps the process alive", async () => {
  const script = `const off = [Infinity, 2 ** 31, NaN].map((ms) => host.after(ms, () => host.write("info", "no"))); off[2]();`;
  expect(await run(script)).toBe("");
});

test("the environment is live, and a line is a line", async () => {
  const script = `process.env.B = "2"; host.write("error", [host.env.A, host.env.B, host.env.C].join());`;
  expect(await run(script, { A: "1" })).toBe("1,2,\n");
});

test("the clock is the system's", async () => {
  const before = Date.now();
  const now = Number(await run(`host.write("info", String(host.now()));`));
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
