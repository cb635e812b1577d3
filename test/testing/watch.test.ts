import { exec } from "node:child_process";
import { generateKeyPair, randomBytes, randomFill, scrypt } from "node:crypto";
import { promises as dns } from "node:dns";
import { readFile as readFileBack, watch } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import http, { createServer } from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as captured } from "node:timers/promises";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { gzip } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Clock, createClock } from "../../src/testing/clock.ts";
import { createEntropy } from "../../src/testing/entropy.ts";
import { native } from "../../src/testing/native.ts";
import { createScope, type Scope } from "../../src/testing/scope.ts";

const START = Date.UTC(2026, 0, 1);
const QUARTER = 15 * 60_000;
const HERE = fileURLToPath(import.meta.url);
const world = (options: Parameters<typeof createClock>[0] = {}): { clock: Clock; scope: Scope } => ({
  clock: createClock({ at: START, ...options }),
  scope: createScope({ label: "job", entropy: createEntropy(1) }),
});

let url = "";
const server = createServer((request, response) => {
  // Real time: the server runs outside of every scope.
  if (request.url === "/hang") return;
  if (request.url === "/endless") return void response.write("x");
  if (request.url === "/big") return void response.end("x".repeat(2_000_000));
  if (request.url === "/parts") {
    response.write("a");
    native.setTimeout(() => response.end("b"), 20);
    return;
  }
  native.setTimeout(() => response.end("reply"), 2);
});
beforeAll(async () => {
  url = `http://127.0.0.1:${await listening(server)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const listening = async (server: net.Server | http2.Http2Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

/** Runs real work against a deadline of 15 virtual minutes, which must not win. */
async function race<T>(work: () => Promise<T>): Promise<T> {
  const { clock, scope } = world();
  let lost = false;
  const done = clock.run(scope, () => {
    const deadline = setTimeout(() => {
      lost = true;
    }, QUARTER);
    return work().finally(() => clearTimeout(deadline));
  });
  await clock.advance(QUARTER);
  expect(lost, "the deadline has won against real I/O").toBe(false);
  return await done;
}

test("a real fetch never loses against a virtual timeout of 15 minutes", async () => {
  for (let i = 0; i < 100; i++)
    expect(await race(async () => (await fetch(url, { signal: AbortSignal.timeout(QUARTER) })).text())).toBe("reply");
}, 30_000);

describe("is waited for", () => {
  const cases: Record<string, () => Promise<unknown>> = {
    "fs.promises": () => readFile(HERE),
    "fs with a callback": () => promisify(readFileBack)(HERE),
    "fetch with a slow body": async () => (await fetch(`${url}/parts`)).text(),
    "fetch with a big body": async () => (await fetch(`${url}/big`)).arrayBuffer(),
    "ten fetches": () => Promise.all(Array.from({ length: 10 }, async () => (await fetch(url)).text())),
    "node:http": () => get(url),
    "node:http with a keep-alive agent": async () => {
      const agent = new http.Agent({ keepAlive: true });
      await get(url, agent);
      await get(`${url}/parts`, agent);
      agent.destroy();
    },
    "dns.lookup": () => dns.lookup("localhost"),
    "crypto.subtle": () => crypto.subtle.digest("SHA-256", new Uint8Array(1e6)),
    "a key of crypto.subtle": () => crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]),
    randomFill: () => promisify(randomFill)(new Uint8Array(8)),
    scrypt: () => promisify(scrypt)("a", "b", 32),
    zlib: () => promisify(gzip)("x".repeat(1e6)),
    CompressionStream: () =>
      new Response(new Blob(["x".repeat(1e5)]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
    Blob: () => new Blob(["x".repeat(1e6)]).text(),
    "a child process": () => promisify(exec)("exit 0"),
    "a worker thread": () =>
      new Promise((resolve) => new Worker("setTimeout(() => {}, 20)", { eval: true }).on("exit", resolve)),
    "a refused connection": async () => {
      await expect(fetch("http://127.0.0.1:1")).rejects.toThrow("fetch failed");
    },
  };
  test.each(Object.keys(cases))("%s", async (name) => {
    for (let i = 0; i < 3; i++) await race(cases[name]!);
  });

  test("HTTP/2", async () => {
    const server = http2.createServer((_, response) => void native.setTimeout(() => response.end("reply"), 20));
    const port = await listening(server);
    const read = async (): Promise<string> => {
      const session = http2.connect(`http://127.0.0.1:${port}`);
      let text = "";
      for await (const part of session.request({ ":path": "/" }).setEncoding("utf8")) text += part;
      session.close();
      return text;
    };
    for (let i = 0; i < 3; i++) expect(await race(read)).toBe("reply");
    server.close();
  });

  test("a TLS handshake over a slow line", async () => {
    // A shared key needs no certificate (https://nodejs.org/api/tls.html#pre-shared-keys).
    const psk = Buffer.alloc(16, 7);
    const options = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
    const server = tls.createServer({ ...options, pskCallback: () => psk }, (socket) => socket.end());
    const port = await listening(server);
    const line = net.createServer((near) => {
      const far = net.connect(port, "127.0.0.1");
      // Longer than a pause within a reply.
      near.on("data", (part) => void native.setTimeout(() => far.write(part), 70));
      far.on("data", (part) => void native.setTimeout(() => near.write(part), 70));
      for (const socket of [near, far]) socket.on("error", () => {});
      near.on("close", () => far.destroy());
    });
    const to = { ...options, port: await listening(line), host: "127.0.0.1", checkServerIdentity: () => undefined };
    await race(async () => {
      const socket = tls.connect({ ...to, pskCallback: () => ({ psk, identity: "app" }) });
      await new Promise((resolve, reject) => socket.on("secureConnect", resolve).on("error", reject));
      socket.destroy();
    });
    line.close();
    server.close();
  });

  test("a module that is loaded, by vitest here, with what it imports", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clock-"));
    await writeFile(join(folder, "inner.mjs"), "export const answer = 42;");
    const file = join(folder, "module.mjs");
    await writeFile(file, 'export { answer } from "./inner.mjs";');
    expect(await race(() => import(/* @vite-ignore */ file))).toMatchObject({ answer: 42 });
  });

  test("what holds the clock by hand", async () => {
    const { clock, scope } = world();
    let late = false;
    clock.run(scope, () =>
      setTimeout(() => {
        late = true;
      }, 5),
    );
    const real = clock.hold(
      "modules",
      new Promise((resolve) => native.setTimeout(resolve, 30)).then(() => late),
    );
    await clock.advance(10);
    expect([await real, late]).toEqual([false, true]);
  });
});

const get = (address: string, agent?: http.Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    http
      .get(address, { ...(agent && { agent }) }, (response) => {
        let text = "";
        response
          .setEncoding("utf8")
          .on("data", (part) => {
            text += part;
          })
          .on("end", () => resolve(text));
      })
      .on("error", reject);
  });

describe("sockets", () => {
  /** Answers each line after a few real milliseconds, in two parts, as a database does. */
  const database = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (line) => {
      if (String(line) === "listen\n") return;
      native.setTimeout(() => socket.write("re"), 5);
      native.setTimeout(() => socket.write("sult\n"), 8);
    });
  });
  let port = 0;
  beforeAll(async () => {
    port = await listening(database);
  });
  afterAll(() => {
    database.close();
  });
  const query = (socket: net.Socket): Promise<string> => {
    let text = "";
    socket.write("query\n");
    return new Promise((resolve) => {
      const read = (part: Buffer): void => {
        text += part;
        if (!text.endsWith("\n")) return;
        socket.off("data", read);
        resolve(text);
      };
      socket.on("data", read);
    });
  };

  test("a database's replies are waited for, over a connection of the scope or of a pool outside", async () => {
    const pooled = net.connect(port, "127.0.0.1");
    await new Promise((resolve) => pooled.once("connect", resolve));
    const own = await race(async () => {
      const socket = net.connect(port, "127.0.0.1");
      const rows = [await query(socket), await query(socket)];
      socket.destroy();
      return rows;
    });
    expect(own).toEqual(["result\n", "result\n"]);
    expect(await race(() => query(pooled))).toBe("result\n");
    expect(await race(() => query(pooled))).toBe("result\n");
    pooled.destroy();
  });

  test("idle connections, servers and watchers hold nothing up", async () => {
    const { clock, scope } = world();
    const closers: (() => void)[] = [];
    await clock.run(scope, async () => {
      const server = createServer((_, response) => response.end("own")).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const socket = net.connect(port, "127.0.0.1");
      await query(socket);
      // Keeps its connection alive, on both sides.
      const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      expect(await reply.text()).toBe("own");
      const watcher = watch(tmpdir());
      // Standard output owes no reply, even where it is a pipe.
      process.stdout.write("");
      closers.push(
        () => socket.destroy(),
        () => server.closeAllConnections(),
        () => server.close(),
        () => watcher.close(),
      );
    });
    const real = performance.now();
    await clock.advance(QUARTER);
    await clock.advance(QUARTER);
    expect(performance.now() - real).toBeLessThan(1000);
    expect(clock.pending.filter(({ kind }) => kind !== "timer")).toEqual([]);
    for (const close of closers) close();
  });

  test("a connection that is unref'd holds nothing up", async () => {
    const { clock, scope } = world();
    const socket = clock.run(scope, () => {
      const socket = net.connect(port, "127.0.0.1").unref();
      socket.write("listen\n");
      return socket;
    });
    await clock.advance(QUARTER);
    socket.destroy();
  });
});

test("a body that no one reads holds nothing up", async () => {
  const { clock, scope } = world();
  const reply = clock.run(scope, () => fetch(`${url}/big`));
  await clock.advance(QUARTER);
  expect(clock.now()).toBe(START + QUARTER);
  const text = (await reply).text();
  expect((await text).length).toBe(2_000_000);
});

describe("what does not end", () => {
  test("is named, with its call site", async () => {
    const { clock, scope } = world({ patienceMs: 60 });
    const controller = new AbortController();
    const hanging = clock.run(scope, () => fetch(`${url}/hang`, { signal: controller.signal }));
    hanging.catch(() => {});
    await expect(clock.advance(10)).rejects.toMatchObject({
      code: "REAL_IO_STUCK",
      message: expect.stringMatching(
        /^after 60 ms these have not ended, .*: GET http:\/\/127\.0\.0\.1:\d+\/hang of job started at .*watch\.test\.ts:\d+:\d+$/,
      ),
    });
    expect(clock.now()).toBe(START);
    expect(clock.pending).toEqual([
      expect.objectContaining({ kind: "network", label: expect.stringContaining("/hang") }),
    ]);
    controller.abort();
    await expect(hanging).rejects.toThrow("aborted");
    await clock.advance(10);
  });

  test("is forgotten when its instance has crashed", async () => {
    const { clock, scope } = world({ patienceMs: 60 });
    const controller = new AbortController();
    clock
      .run(scope, () => fetch(`${url}/endless`, { signal: controller.signal }).then((r) => r.text()))
      .catch(() => {});
    scope.end();
    await clock.advance(10);
    expect(clock.now()).toBe(START + 10);
    controller.abort();
  });
});

describe('realIO: "error"', () => {
  const refused: Record<string, [work: () => unknown, what: RegExp]> = {
    fetch: [() => fetch(url).then((it) => it.text()), /^GET http:\/\/127\.0\.0\.1:\d+\/ of job started at /],
    "fetch, deep in async code": [
      async () => {
        await null;
        await (async () => await fetch(url))();
      },
      /^GET /,
    ],
    "node:http": [() => get(url), /^GET http:\/\/127\.0\.0\.1/],
    fs: [() => readFile(HERE), /^FSREQPROMISE of job started at /],
    dns: [() => dns.lookup("localhost"), /^GETADDRINFOREQWRAP /],
    "a process": [() => promisify(exec)("exit 0"), /^PROCESSWRAP /],
  };
  test.each(Object.keys(refused))("names %s and the app's line", async (name) => {
    const { clock, scope } = world({ realIO: "error" });
    const [work, what] = refused[name]!;
    clock.run(scope, work);
    const caught = await clock.advance(1).catch((error) => error);
    expect(caught).toMatchObject({ code: "REAL_IO", message: expect.stringMatching(what) });
    expect(caught.message).toMatch(/started at \S*test\/testing\/watch\.test\.ts:\d+:\d+ is real I\/O, which realIO/);
  });

  test("lets work inside of the process be", async () => {
    const { clock, scope } = world({ realIO: "error" });
    const done = clock.run(scope, () => crypto.subtle.digest("SHA-256", new Uint8Array(1e6)));
    await clock.advance(1);
    expect((await done).byteLength).toBe(32);
  });

  test("concerns scopes only", async () => {
    const { clock } = world({ realIO: "error" });
    await fetch(url).then((it) => it.text());
    await clock.advance(1);
  });
});

describe("escapes", () => {
  // What a library does that loads before the first simulation. This file's `captured` is told of the virtual one, as
  // a named import; a variable is not.
  const kept = native.setTimeout;

  test("are counted and named", async () => {
    const { clock, scope } = world();
    await clock.run(scope, async () => {
      for (let i = 0; i < 2; i++) await new Promise((resolve) => kept(resolve, 2));
      await promisify(generateKeyPair)("ed25519");
      randomBytes(8);
      crypto.randomUUID();
      void captured(5);
      setTimeout(() => {}, 5);
    });
    expect(clock.escapes).toEqual([
      { what: "setTimeout", site: expect.stringContaining(HERE), count: 2 },
      { what: "KEYPAIRGENREQUEST", site: expect.stringContaining(HERE), count: 1 },
    ]);
  });

  test("a real timer is waited for, and loses against no virtual one", async () => {
    expect(await race(() => new Promise((resolve) => kept(resolve, 20, "real")))).toBe("real");
  });

  test("what undici minds its sockets with is none", async () => {
    const { clock, scope } = world();
    await clock.run(scope, async () => (await fetch(url)).text());
    expect(clock.escapes).toEqual([]);
    expect(clock.pending).toEqual([]);
  });
});
