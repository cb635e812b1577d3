import type { FunctionFacts, TargetConfig, Unit } from "./contract.ts";

/** Something that a deployment says of a function or its trigger; what each means stands in `src/build/verify/facts.ts`. */
export type FactName =
  | "handler"
  | "runtime"
  | "timeout"
  | "memory"
  | "payload"
  | "filter"
  | "partial"
  | "batch"
  | "visibility"
  | "attempts"
  | "deadLetter"
  | "undelivered"
  | "cron"
  | "timeZone"
  | "input"
  | "order"
  | "from"
  | "access"
  | "audience"
  | "streaming"
  | "enabled"
  | "prefix"
  | "renewal"
  | "settling";

/** A fact as a file has it. */
export interface Found {
  /** Undefined where the file cannot say: a parameter without a default, a value known after apply. */
  readonly value: unknown;
  /** File and keys. */
  readonly at: string;
}

export type Facts = Readonly<Partial<Record<FactName, Found>>>;

/** Requests that reach a function. */
export interface DeployedRoute {
  /** `["*"]` for all. */
  readonly methods: readonly string[];
  /** A regular expression over the whole path. */
  readonly pattern: string;
}

/** What starts a function, as a file has it. */
export interface DeployedTrigger {
  /** Which of the adapter's shapes it may be; several where the file does not decide. */
  readonly shapes: readonly string[];
  /** What it listens to, by any name the file gives it. */
  readonly sources?: readonly string[];
  readonly at: string;
  readonly facts: Facts;
  /** The platform's own way in, which needs nothing in the file. */
  readonly always?: true;
  /** Of HTTP. */
  readonly routes?: readonly DeployedRoute[];
}

/** A function as a file has it. */
export interface DeployedFunction {
  /** What it may be known as, surest first: the folder of its code, its id, its name. */
  readonly names: readonly string[];
  readonly at: string;
  readonly facts: Facts;
  readonly triggers: readonly DeployedTrigger[];
}

/** A resource of Terraform, alike from its JSON syntax, a plan and a state. */
export interface TerraformResource {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** Expressions stay text: `${aws_sqs_queue.orders.arn}`. Undefined: known after apply. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly at: string;
}

/** A file that somebody deploys with. */
export interface DeployDocument {
  /** As it was named, or relative to the folder that was named. */
  readonly file: string;
  /** Parsed; a tag of YAML is an object with one member: `!Ref X` is `{ "!Ref": "X" }`. */
  readonly data: unknown;
  /** Where it is Terraform's. */
  readonly terraform?: readonly TerraformResource[];
}

/** What a fact must be for the code to keep its word. */
export interface Wanted {
  readonly fact: FactName;
  /** What the emitted fragment would say; of numbers with a least value the least. */
  readonly value: unknown;
  /** How to write it, in the vendor's words. */
  readonly write: string;
  /** The vendor's page. */
  readonly page: string;
  readonly severity?: "error" | "warning" | "note";
}

/** What a unit needs from its deployment. */
export interface Expectation {
  /** How to write the trigger; absent where nothing in such a file starts it. */
  readonly write?: string;
  readonly page: string;
  /** Of the function, and of the trigger that carries it. */
  readonly wanted: readonly Wanted[];
  /** Requests that must reach it beside its functions' own routes. */
  readonly calls?: readonly Pick<FunctionFacts, "methods" | "path">[];
}

/** Compares what is deployed with the code: reading and expecting are the provider's, comparing is the build's. */
export interface Verifier {
  /** Which files of a folder belong to it, by their path with `/`. */
  readonly files: RegExp;
  /** What the documents deploy; undefined where they are none of this provider's. */
  read(
    documents: readonly DeployDocument[],
    units: readonly Unit[],
    config: TargetConfig,
  ): readonly DeployedFunction[] | undefined;
  /** What a unit may be called in them. */
  names(unit: Unit, config: TargetConfig): readonly string[];
  /** Which shape carries a unit, where the config decides that beside the unit's own. */
  shape?(unit: Unit, config: TargetConfig): string;
  /** What it needs, beside what was found for it. */
  expect(unit: Unit, config: TargetConfig, found: DeployedFunction, trigger?: DeployedTrigger): Expectation;
}
