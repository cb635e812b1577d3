/** Members of a resource. */
export type Members = Readonly<Record<string, unknown>>;

/** A resource in CloudFormation's words, whoever wrote it; references are text: `${Orders.Arn}`. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Members;
  /** File and keys of one of its properties; of itself without one. */
  where(key?: string): string;
}

/** Of a value that the file does not hold. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the form that references have here.
export const UNKNOWN = "${?}";

export const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const members = (value: unknown): Members => (isMembers(value) ? value : {});
export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
/** A block, which Terraform may have as a list of one. */
export const block = (value: unknown): Members => members(list(value)[0]);

/** Undefined where the file cannot say. */
export const known = <T>(value: T): T | undefined =>
  typeof value === "string" && value.includes("${") ? undefined : value;
export const number = (value: unknown): number | undefined => {
  const text = known(value);
  return text === undefined || text === null || !Number.isFinite(Number(text)) ? undefined : Number(text);
};

/** The resource that a value refers to: by its id, or by the name at the end of an ARN. */
export function target(value: unknown, resources: readonly Resource[]): Resource | undefined {
  if (typeof value !== "string") return undefined;
  const [, text] = /\$\{([^}]+)\}/.exec(value) ?? [];
  const id = text ?? value;
  return (
    resources.find((each) => id === each.id || id.startsWith(`${each.id}.`)) ??
    (text ? undefined : resources.find((each) => namesOf(each).includes(value.split(/[:/]/).at(-1) ?? "")))
  );
}

/** Whether a value has a reference to a resource anywhere in it. */
export const mentions = (value: unknown, { id }: Resource): boolean => {
  const text = JSON.stringify(value) ?? "";
  return text.includes(`\${${id}}`) || text.includes(`\${${id}.`);
};

/** What the account knows it as. */
export const namesOf = ({ properties }: Resource): readonly string[] =>
  ["FunctionName", "QueueName", "TopicName", "BucketName", "Bucket", "Name"].flatMap((key) => {
    const name = known(properties[key]);
    return typeof name === "string" ? [name] : [];
  });

/** What a reference, an ARN or a resource may be called. */
export const sourcesOf = (value: unknown, resources: readonly Resource[]): readonly string[] => {
  const found = target(value, resources);
  return found ? [found.id, ...namesOf(found)] : typeof value === "string" ? [value.split(/[:/]/).at(-1) ?? ""] : [];
};
