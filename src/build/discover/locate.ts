import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { at } from "./frame.ts";

/** What the debugger says, of either kind of message. */
interface Params {
  readonly scriptId?: string;
  readonly url?: string;
  readonly callFrames?: readonly { readonly location: Location }[];
}
/** Lines and columns from 0. */
interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/**
 * Where a process that does not come to an end is busy, asked through the debugger that SIGUSR1 opens (not on Windows).
 * The process must have been started with `--inspect-port=0`; it stays paused.
 *
 * @param file the bundle of the app, with its source map beside it
 * @returns undefined after a second without an answer
 * @see https://nodejs.org/en/learn/getting-started/debugging
 */
export async function locate(child: ChildProcess, file: string): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  const closing = new AbortController();
  const patience = setTimeout(() => closing.abort(), 1000);
  try {
    // Frames name their script by a number only.
    const urls = new Map<string, string>();
    const frames = await new Promise<Params["callFrames"]>((done) => {
      closing.signal.addEventListener("abort", () => done(undefined));
      child.once("close", () => done(undefined));
      child.stderr?.on("data", (text: string) => {
        const url = /Debugger listening on (ws:\S+)/.exec(text)?.[1];
        if (!url) return;
        const socket = new WebSocket(url);
        closing.signal.addEventListener("abort", () => socket.close());
        socket.addEventListener("error", () => done(undefined));
        socket.addEventListener("open", () => {
          socket.send('{"id":1,"method":"Debugger.enable"}');
          socket.send('{"id":2,"method":"Debugger.pause"}');
        });
        socket.addEventListener("message", ({ data }) => {
          const { method, params = {} } = JSON.parse(String(data)) as { method?: string; params?: Params };
          if (method === "Debugger.scriptParsed") urls.set(params.scriptId ?? "", params.url ?? "");
          if (method === "Debugger.paused") done(params.callFrames);
        });
      });
      child.kill("SIGUSR1");
    });
    const own = frames
      ?.map(({ location }) => location)
      .filter(({ scriptId }) => urls.get(scriptId) === pathToFileURL(file).href);
    return original(own ?? [], file);
  } finally {
    clearTimeout(patience);
    closing.abort();
  }
}

/** The innermost frame that is in the user's own files. */
function original(locations: readonly Location[], file: string): string | undefined {
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
  for (const { lineNumber, columnNumber } of locations) {
    const entry = map.findEntry(lineNumber, columnNumber);
    if (!("originalSource" in entry) || /[\\/]node_modules[\\/]/.test(entry.originalSource)) continue;
    return at(resolve(dirname(file), entry.originalSource), entry.originalLine + 1, entry.originalColumn + 1);
  }
  return undefined;
}
