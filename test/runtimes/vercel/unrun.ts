/** Scenarios that the brokers of `vercel dev` show. All others run on Vercel's launcher alone. */
const SHOWN: ReadonlySet<string> = new Set([
  "an event whose handler returns is done",
  "a thrown error is a retry",
  "a thrown Retry is a retry",
  "the delay of a thrown Retry is kept",
  "a Reject that nobody keeps is not acknowledged",
  "a poison event among good ones comes again alone",
  "several poison events among good ones come again, and no other",
  "a rejected event is kept by the dead-letter handler, and acknowledged",
  "what is done or comes again is not dead-lettered",
  "a failure of the last attempt is dead-lettered",
  "a failure of the last attempt that nobody keeps is not acknowledged",
  "a dead-letter handler that fails has the event delivered again",
  "a dead-letter handler that hangs has the event delivered again",
  "data that the schema refuses are a reject that lists the issues, and reach no handler",
  "data that the schema refuses are not acknowledged where nobody keeps them",
  "data that cannot be read are not acknowledged, and no handler takes them for read",
  "data that cannot be read reach the dead letter as the bytes they are, or come again",
  "a handler that hangs is given up before the deadline, and its event comes again",
  "events of a delivery come in one call; where each is a delivery, in batches of one",
  "JSON arrives as it was sent",
  "text arrives as text",
  "bytes that are no text arrive as bytes",
  "a CloudEvent of another sender keeps its own attributes",
  "a run that fails is repeated",
  "a run that fails is no dead letter while there are attempts left",
  "the delay of a run's Retry is kept",
  "a run that is rejected and kept by nobody is a failure",
  "a run that is rejected reaches the dead letter",
  "a run that hangs is given up before the deadline",
]);

/** What the brokers have no way to show. */
const CANNOT: Readonly<Record<string, string>> = {
  "a duplicate is handled like the first": "the queue of `vercel dev` names each message itself",
  "the id of an event is the same in every attempt":
    "the queue of `vercel dev` names each message itself, and counts its attempts",
  "the context says which attempt it is": "the queue of `vercel dev` delivers again only what has failed",
  "the trace of the sender goes on in the handler": "the queue of `vercel dev` hands no trace on",
  "an event says when it was made, in RFC 3339": "the queue of `vercel dev` says itself when a message was made",
  "an older event after a newer one is handled like any other":
    "the queue of `vercel dev` says itself when a message was made",
  "data as large as the provider takes arrive whole": "the queue of `vercel dev` sends no message apart from its call",
  "a run is an event without data that says when it was due":
    "a run that is started by hand in `vercel dev` is due at once, and at no whole minute",
  "a run that is repeated has the same id": "`vercel dev` never repeats a run",
};

const SAME =
  "`vercel dev` starts a process a delivery, and its brokers would take no other part in this than in what is shown; Vercel's launcher runs it";

/** Why a scenario is not run under `vercel dev`; undefined where it is. */
export const unrunByBrokers = (scenario: string): string | undefined =>
  CANNOT[scenario] ?? (SHOWN.has(scenario) ? undefined : SAME);
