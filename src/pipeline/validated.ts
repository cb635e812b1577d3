import type { Schema } from "../app/index.ts";

/**
 * A value as its schema gives it.
 *
 * @param what names the value in the message
 * @throws an error named `Reject` that lists the issues: no further attempt can help
 */
export async function validated(value: unknown, schema: Schema, what: string): Promise<unknown> {
  const verdict = await schema["~standard"].validate(value);
  if (!verdict.issues) return verdict.value;
  const issues = verdict.issues.map(({ message, path = [] }) => {
    const keys = path.map((key) => String(typeof key === "object" ? key.key : key));
    return `${keys.join(".")}: ${message}`;
  });
  throw Object.assign(new Error(`${what} is invalid: ${issues.join("; ")}`), { name: "Reject" });
}
