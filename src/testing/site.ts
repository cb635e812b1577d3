import { getCallSites } from "node:util";

/** This folder, from source and built: its frames are no one's call site. */
const OWN = new URL(".", import.meta.url).pathname;

/** The frames of the stack, as deep as it goes; `await` chains included. */
export function frames(): string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(/^at /, ""));
}

/** Whether a frame is the simulator's own. */
export const own = (frame = ""): boolean => place(frame).startsWith(OWN);

const place = (frame: string): string =>
  (/\((.*)\)$/.exec(frame)?.[1] ?? frame.replace(/^async /, "")).replace("file://", "");

/**
 * Where the app called what led here: the first frame outside of Node, of packages and of the simulator; else the first
 * outside of Node; else nothing.
 */
export function callSite(from: readonly string[] = frames()): string {
  const outside = from.map(place).filter((it) => /[/\\]/.test(it) && !it.startsWith("node:") && !it.startsWith(OWN));
  return outside.find((it) => !/[/\\]node_modules[/\\]/.test(it)) ?? outside[0] ?? "";
}

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
  const caller = getCallSites(3)[2]?.scriptName ?? "";
  return /deps\/undici\/undici|\/undici\/lib\//.test(caller);
}
