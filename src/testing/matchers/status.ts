import { isPromise, negation, type State, type Verdict, verdict, wrong } from "./matcher.ts";

/** Characters of a body that a message shows. */
const SHOWN = 500;

export function toHaveStatus(this: State, received: unknown, status: number): Verdict | Promise<Verdict> {
  if (isPromise(received)) return later(this, received, status);
  const response = responseOf(this, received);
  return verdict(
    response.status === status,
    () =>
      `${said(this, response, status)}\nIts body is shown by \`await expect(cloud.fetch(…)).toHaveStatus(${status})\`.`,
  );
}

async function later(state: State, received: PromiseLike<unknown>, status: number): Promise<Verdict> {
  const response = responseOf(state, await received);
  const pass = response.status === status;
  // The body stays for whoever reads it; it is of interest only where this fails.
  const text = pass === Boolean(state.isNot) && !response.bodyUsed ? await response.clone().text() : "";
  const body = text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
  return verdict(pass, () => `${said(state, response, status)}\n${body ? `Its body: ${body}` : "It has no body."}`);
}

const responseOf = (state: State, value: unknown): Response =>
  value instanceof Response ? value : wrong("toHaveStatus", "a Response, or a promise of one", state, value);

const said = (state: State, { status, headers }: Response, wanted: number): string => {
  const type = headers.get("content-type");
  return `expected ${negation(state)}to have status ${wanted}; it has ${status}${type ? `, with ${type}` : ""}.`;
};
