/** What a template is made of. */
export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

/** Plain where no reader can take it for anything else, JSON (which is YAML) otherwise. */
const scalar = (value: string | number | boolean): string =>
  typeof value === "string" &&
  /^[A-Za-z][\w./-]*(::?[\w./-]+)*$/.test(value) &&
  !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);

const isScalar = (value: Yaml): value is string | number | boolean => typeof value !== "object";
const isList = (value: Yaml): value is readonly Yaml[] => Array.isArray(value);

/** Data as YAML for people: blocks, two spaces, short lists on one line. */
export function yaml(value: Yaml, indent = ""): string {
  if (isScalar(value)) return `${scalar(value)}\n`;
  if (isList(value)) {
    if (value.every(isScalar)) return `[${value.map(scalar).join(", ")}]\n`;
    return value.map((item) => `${indent}- ${yaml(item, `${indent}  `).trimStart()}`).join("");
  }
  return Object.entries(value)
    .filter((entry): entry is [string, Yaml] => entry[1] !== undefined)
    .map(([key, item]) => {
      const block = !isScalar(item) && !(isList(item) && item.every(isScalar));
      return `${indent}${scalar(key)}:${block ? "\n" : " "}${yaml(item, `${indent}  `)}`;
    })
    .join("");
}
