import { type App, type EventFunction, error, functionsOf } from "unmoor/adapter";

/** What Vercel cannot run, or not without loss. */
const LACKS = (): Readonly<Record<string, string>> => ({
  stream: "Vercel has no ordered streams",
  bucket: "Vercel Blob has no bucket events",
  fifo: "Vercel Queues have no groups",
  deadLetter: "what it rejects would be lost, since nothing there keeps it: give it a `deadLetter`",
});

/**
 * The event functions of an app.
 *
 * @throws `MISSING_TRAIT` for one that Vercel cannot run
 */
export function eventsOf(app: App): readonly [name: string, fn: EventFunction][] {
  const all = functionsOf(app, "event");
  const lacks = LACKS();
  for (const [name, { source, options }] of all) {
    const kept = source.kind === "schedule" || options.deadLetter;
    const lack = lacks[source.kind] ?? (source.fifo ? lacks.fifo : kept ? undefined : lacks.deadLetter);
    if (lack) throw error("MISSING_TRAIT", `"${name}" cannot be on Vercel: ${lack}; or leave it out of the app`);
  }
  return all;
}
