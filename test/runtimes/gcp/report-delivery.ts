/**
 * Preloaded into a process that holds many functions: tells the parent which lines were logged on which delivery, and
 * when its answer has gone out. Over the one channel, so that no line comes after the end of its delivery.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

const deliveries = new AsyncLocalStorage<string>();
const idOf = ({ headers }: Pick<IncomingMessage, "headers">): string => String(headers["x-delivery"]);

/** Runs what a delivery starts, where a framework in between has lost the thread. */
export const within = <T>(request: IncomingMessage, work: () => T): T => deliveries.run(idOf(request), work);

// https://nodejs.org/api/diagnostics_channel.html#http
subscribe("http.server.request.start", (message) => {
  deliveries.enterWith(idOf((message as { request: IncomingMessage }).request));
});
subscribe("http.server.response.finish", (message) => {
  process.send?.({ delivery: idOf((message as { request: IncomingMessage }).request) });
});
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = ((text: string, ...rest: []) => {
  const delivery = deliveries.getStore();
  if (delivery === undefined) return write(text, ...rest);
  process.send?.({ delivery, text: String(text) });
  return true;
}) as typeof process.stdout.write;
