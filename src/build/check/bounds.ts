/** A JSON Schema, as far as it says how large data is. */
interface Json {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Json | boolean;
  readonly properties?: Readonly<Record<string, Json | boolean>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly (Json | boolean)[];
  readonly oneOf?: readonly (Json | boolean)[];
  readonly allOf?: readonly (Json | boolean)[];
}

/** Bytes of data as JSON. */
export interface Bounds {
  /** Nothing that fits the schema has fewer. */
  readonly least: number;
  /** What the schema allows in so many words; where it sets no bound, the least counts. */
  readonly told: number;
}

/**
 * How large data is by its JSON Schema.
 *
 * @example bounds({ type: "string", maxLength: 10 }) // { least: 2, told: 12 }
 */
export function bounds(schema: unknown): Bounds {
  if (typeof schema !== "object" || schema === null) return { least: 0, told: 0 };
  const json = schema as Json;
  const constants = json.const !== undefined ? [json.const] : json.enum;
  if (constants?.length) return range(constants.map((value) => exact(Buffer.byteLength(JSON.stringify(value) ?? ""))));
  const choice = json.anyOf ?? json.oneOf;
  if (choice?.length) return range(choice.map(bounds));
  if (json.allOf?.length) {
    const all = json.allOf.map(bounds);
    return { least: Math.max(...all.map(({ least }) => least)), told: Math.max(...all.map(({ told }) => told)) };
  }
  switch (json.type) {
    case "string": {
      const { minLength = 0, maxLength = minLength } = json;
      return { least: minLength + 2, told: maxLength + 2 };
    }
    case "array": {
      const { minItems = 0, maxItems = minItems } = json;
      const item = bounds(json.items);
      // Brackets, and commas in between.
      const size = (count: number, each: number): number => 2 + count * each + Math.max(0, count - 1);
      return { least: size(minItems, item.least), told: size(maxItems, item.told) };
    }
    case "object": {
      const members = Object.entries(json.properties ?? {}).map(([name, member]) => {
        const { least, told } = bounds(member);
        // `"name":` and a comma.
        const key = Buffer.byteLength(JSON.stringify(name)) + 2;
        return { least: json.required?.includes(name) ? least + key : 0, told: told + key };
      });
      const sum = (key: keyof Bounds): number => Math.max(2, 1 + members.reduce((total, each) => total + each[key], 0));
      return { least: sum("least"), told: sum("told") };
    }
    default:
      return exact(json.type === undefined ? 0 : 1);
  }
}

const exact = (bytes: number): Bounds => ({ least: bytes, told: bytes });
const range = (all: readonly Bounds[]): Bounds => ({
  least: Math.min(...all.map(({ least }) => least)),
  told: Math.max(...all.map(({ told }) => told)),
});
