import type { Severity } from "../check/finding.ts";
import type { Entry } from "./index.ts";

/** A code of the check, and how grave it is. */
export interface Meaning extends Entry {
  readonly severity: Severity;
}

/** What the rules find, and how grave it is where a rule says nothing else. */
export const checkCodes = {
  PLAN_LIMIT: {
    severity: "warning",
    means: "a function asks for more time than some plan, or a default, of the provider grants",
    help: "lower its timeout, or see to it that the plan grants it",
  },
  MEMORY_LIMIT: {
    severity: "error",
    means: "a function asks for more or less memory than the provider gives",
    help: "change its memory, for one target alone in the configuration",
  },
  MEMORY_IGNORED: {
    severity: "note",
    means: "the provider gives memory to the whole app, and not to one function",
    help: "choose the size of the instances when the app is created",
  },
  BATCH_LIMIT: {
    severity: "warning",
    means: "a batch is larger, or is waited for longer, than the provider makes it",
    help: "lower batch or window; where it is a note, the handler gets batches of one",
  },
  ATTEMPTS_LIMIT: {
    severity: "error",
    means: "more or fewer deliveries are asked for than the provider can make",
    help: "change attempts, for one target alone in the configuration",
  },
  SCHEDULE_FREQUENCY: {
    severity: "warning",
    means: "a schedule runs more often than some plan of the provider allows",
    help: "see to it that the plan allows it, or run it less often",
  },
  RETRY_DELAY: {
    severity: "note",
    means: "the delay of a Retry is not kept by the provider, or (as a warning) is longer than what it keeps",
    help: "do not count on it there; what must happen later belongs into a schedule",
  },
  BATCH_AS_A_WHOLE: {
    severity: "note",
    means: "where one event of a batch fails, the provider delivers all of it again",
    help: "make the handler ready to see an event again that was done",
  },
  NOT_REDELIVERED: {
    severity: "note",
    means: "what fails may not come again",
    help: "keep what must not be lost in a deadLetter handler, or do it in a queue",
  },
  MESSAGE_TOO_LARGE: {
    severity: "error",
    means: "a schema makes messages, or (as a warning) allows them, that are larger than the provider carries",
    help: "send a reference to the data instead: the key of an object in a bucket",
  },
  RESPONSE_TOO_LARGE: {
    severity: "error",
    means: "a response whose size is written in the code is larger than the provider lets through",
    help: "stream it where the shape can, or redirect to an object in a bucket",
  },
  PROVIDER_SDK: {
    severity: "warning",
    means: "a package in the function's module graph talks to one provider only (a note on that provider)",
    help: "hand it in by provide(name, (env) => …), so that another target can have another one",
  },
  PLATFORM_VARIABLE: {
    severity: "warning",
    means: "an environment variable is read that only one provider's platform sets (a note on that provider)",
    help: "read a variable of your own from context.env, and set it on every provider",
  },
  PLATFORM_GLOBAL: {
    severity: "warning",
    means: "a global is used that only one provider's platform has (a note on that provider)",
    help: "use the context instead",
  },
  NATIVE_USED: {
    severity: "warning",
    means: "a handler reads context.native, the provider's raw event",
    help: "leave it out, or ask context.provider first and accept it by name",
  },
  MODULE_STATE: {
    severity: "warning",
    means:
      "a variable of a module takes a part of a request: the next request, or another at the same time, finds it there",
    help: "keep it in a variable of the handler, hand it on as an argument, or add it to the context in a middleware",
  },
  MISSING_BUILTIN: {
    severity: "error",
    means: "a built-in module of Node is used that the provider lacks",
    help: "do it otherwise there, or leave the function out of that target",
  },
  BUNDLE_TOO_LARGE: {
    severity: "error",
    means: "the files of a unit are more than the provider takes",
    help: "see what is largest in the manifest's sizes; give the function a unit of its own, or leave packages out",
  },
  PUBLIC_FUNCTION: {
    severity: "note",
    means: "the provider lets everybody call it, as it is emitted",
    help: "check callers in a middleware, or ask the provider to",
  },
} as const;

const table: Readonly<Record<string, Meaning>> = checkCodes;

/** What a code of the check means; undefined for others. */
export const checkCode = (code: string): Meaning | undefined => (Object.hasOwn(table, code) ? table[code] : undefined);
