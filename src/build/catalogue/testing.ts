import type { Entry } from "./index.ts";

/** What a simulation says, and what it fails with. */
export const testingCodes: Readonly<Record<string, Entry>> = {
  UNKNOWN_TASK: {
    means: "a task is invoked that the app does not have",
    help: "use a task of the app, by value or by its name",
  },
  UNKNOWN_CHANNEL: {
    means: "a queue, topic, stream or bucket is used that no function of the app listens to",
    help: "use one of the names that are listed",
  },
  DELAY_TOO_LONG: {
    means: "a message is sent with a longer delay than the provider takes",
    help: "shorten the delay; what must happen later belongs into a schedule",
  },
  INVALID_DURATION: {
    means: "time is to advance by what is no duration",
    help: 'give milliseconds, or a text like "5m"',
  },
  UNSETTLED: {
    means: "a simulation waits for something that never comes; the message says for what, and since when",
    help: "settle it in the handler, or advance the clock to where it happens",
  },
  ENDLESS_RETRY: {
    means: "an event is tried again and again, and nothing ends it",
    help: "reject it, or give the function attempts and a dead letter",
  },
  REAL_IO: {
    means: "code in a simulation reaches out of it, and that is not allowed here",
    help: 'provide a fake, or simulate with realIO: "wait"; the message has the line',
  },
  REAL_IO_STUCK: {
    means: "real I/O in a simulation does not end",
    help: "end it, or provide a fake; the message has the line",
  },
  CONNECTION_LOST: {
    means: "a client of a simulation lost its connection, by a fault",
    help: "nothing: it was asked for",
  },
  UNKNOWN_SITE: {
    means: "a fault is to happen where nothing ever does",
    help: "name an event type, a request or a checkpoint of the app",
  },
  INVALID_REPLAY: {
    means: "a text is no replay, or that of another version",
    help: "paste the replay as the failure printed it, or explore anew",
  },
  NO_EXPLORATION: {
    means: "always, sometimes or eventually is called outside of a scenario of explore",
    help: "call it inside of the scenario",
  },
  CLAIM_FAILED: {
    means: "what a scenario claims did not hold",
    help: "look at the trace of the failure",
  },
  EXPLORATION_FAILED: {
    means: "explore found faults under which a scenario fails",
    help: "paste the faults or the replay into a test, and correct the handler",
  },
  NEVER_REACHED: {
    means: "what should sometimes happen never did: the exploration proved nothing of it",
    help: "give more seeds or other chaos",
  },
  NOT_DETERMINISTIC: {
    means: "the same seed gave two different runs",
    help: "take time, chance and I/O from the context or from what is provided",
  },
  NO_MODULE_HOOKS: {
    means: "fresh() needs hooks that this Node does not have",
    help: "use Node 22.15 or later",
  },
};
