import { error, type FunctionFacts, type Unit } from "unmoor/adapter";

/** What the function app knows a function as, tasks and event functions. */
export const registeredName = ({ name, functions }: Unit, fn: FunctionFacts): string =>
  functionName(functions.length > 1 ? fn.name.replaceAll("$", "-") : name);

/** What the host accepts: Utility.cs of azure-functions-host. */
export function functionName(name: string): string {
  if (/^[a-z][\w-]{0,127}$/i.test(name) && !/^host$/i.test(name)) return name;
  throw error("INVALID_NAME", `"${name}" cannot name a function on Azure; start with a letter, and not "host"`);
}

/** Who a topic or stream knows a function as: its subscription or consumer group, of 50 characters at most. */
export const subscriberOf = ({ name }: FunctionFacts): string => name.replaceAll("$", "-").slice(0, 50);
