import type { Result } from "./scenario.ts";

const text = { type: "string", minLength: 1 } as const;

/**
 * The JSON Schema of what a suite has found: a list of results, the same for every adapter, road and trigger.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export const resultsSchema: Readonly<Record<string, unknown>> = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Results of unmoor/conformance",
  type: "array",
  items: {
    type: "object",
    properties: {
      provider: { ...text, description: "name of the adapter" },
      shape: { ...text, description: "which of its shapes" },
      road: { enum: ["codec", "runtime"], description: "through codec and inverse in process, or on the real runtime" },
      trigger: { ...text, description: "of events and tasks: what started the function" },
      scenario: { ...text, description: "the rule" },
      is: {
        enum: ["pass", "lacks", "fail", "unrun"],
        description: "`lacks`: a declared difference, whose degradation holds; `unrun`: what this road cannot show",
      },
      lacks: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          properties: { trait: text, sentence: text },
          required: ["trait", "sentence"],
          additionalProperties: false,
        },
      },
      error: { type: "string" },
    },
    required: ["provider", "shape", "scenario", "is"],
    additionalProperties: false,
  },
};

/** The file of some results in a folder of results. */
export const resultsFile = (road: NonNullable<Result["road"]>, provider: string, shape: string): string =>
  `${road}-${provider}-${shape}.json`;
