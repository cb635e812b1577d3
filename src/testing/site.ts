import { getCallSites } from "node:util";

/** This folder, from source and built: its frames are no one's call site. */
const OWN = new URL(".", import.meta.url).pathname;

const place = (frame: string): string =>
  (/\((.*)\)$/.exec(frame)?.[1] ?? frame.replace(/^async /, "")).replace("file://", "");

/** Remembers the stack. Writing it out is what costs, with source maps a thousand times more: only when it is read. */
export function trace(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const taken = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return taken;
}

/**
 * Where the app called what led here: the first frame outside of Node, of packages and of the simulator; else the first
 * outside of Node; else nothing. `await` chains are followed.
 */
export function callSite(taken: Error | undefined): string {
  const outside = (taken?.stack ?? "")
    .split("\n")
    .slice(1)
    .map((line) => place(line.trim().replace(/^at /, "")))
    .filter((it) => /[/\\]/.test(it) && !it.startsWith("node:") && !it.startsWith(OWN));
  return outside.find((it) => !/[/\\]node_modules[/\\]/.test(it)) ?? outside[0] ?? "";
}

/** The files on the stack: cheap, because nothing is mapped to sources. */
const files = (): string[] => getCallSites(20).map(({ scriptName }) => scriptName.replace("file://", ""));

let undici = false;

/** From now on there are sockets that undici minds. */
export const undiciSeen = (): void => {
  undici = true;
};

/**
 * Whether undici asks for a timer: it minds all its sockets by timers that belong to no scope, because the sockets
 * outlive it. Node's `fetch` takes the global `setTimeout` as everyone does.
 */
export function fromUndici(work: unknown): boolean {
  // Its callbacks are named `onTick` and `onParserTimeout`; a look at the stack costs 20 µs.
  if (!undici || !/^on[A-Z]/.test((work as { name: string }).name)) return false;
  return /deps\/undici\/undici|\/undici\/lib\//.test(files().find((file) => !file.startsWith(OWN)) ?? "");
}

/** Whether the app itself sets the timer that is being made, by a real `setTimeout` that it kept; or Node, or we do. */
export const byTheApp = (): boolean => {
  const stack = files();
  const setter = stack.findLastIndex((file) => /^node:(internal\/)?timers/.test(file));
  const caller = stack[setter + 1] ?? "node:";
  return setter >= 0 && !caller.startsWith("node:") && !caller.startsWith(OWN);
};

/** Whether `crypto.subtle` starts the job that is being made: those have no callback, and all go to the thread pool. */
export const bySubtle = (): boolean =>
  getCallSites(20).some(
    ({ scriptName, functionName }) =>
      scriptName === "node:internal/crypto/webcrypto" && functionName !== "getRandomValues",
  );
