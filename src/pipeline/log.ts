import type { Log } from "../app/index.ts";
import type { Host, Invocation, LogLevel } from "../delivery/index.ts";

/** The handler's log: records that the provider gives its own field names. */
export function createLog(name: string | undefined, invocation: Invocation, host: Host): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void => {
      const { error, ...rest } = fields ?? {};
      invocation.log({
        level,
        message,
        time: host.now(),
        invocation: invocation.id,
        ...(name && { function: name }),
        ...(invocation.trace && { trace: invocation.trace }),
        ...(error !== undefined && { error }),
        ...(fields && { fields: rest }),
      });
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
