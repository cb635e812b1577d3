import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";

type Values = Readonly<Record<string, unknown>>;
interface Property {
  readonly required?: boolean;
  readonly type: Type;
}
type Type =
  | {
      readonly type: "string" | "integer" | "number" | "boolean" | "json" | "tag" | "null" | "date-time";
      readonly allowedValues?: readonly unknown[];
    }
  | { readonly type: "array" | "map"; readonly element: Type }
  | { readonly type: "ref"; readonly reference: object }
  | { readonly type: "union"; readonly types: readonly Type[] };

const specification = loadAwsServiceSpecSync();
const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** A value that CloudFormation fills in. */
export const isIntrinsic = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).length === 1 && /^(Ref|Fn::(GetAtt|Sub))$/.test(Object.keys(value)[0]!);

/** What is wrong with a resource by CloudFormation's own specification; `[]` where nothing is. */
export function faultsOf(type: string, properties: unknown): string[] {
  const [resource] = specification.lookup("resource", "cloudFormationType", "equals", type);
  return resource ? members(properties ?? {}, resource.properties as never, type) : [`${type} is no resource`];
}

function members(value: unknown, known: Readonly<Record<string, Property>>, at: string): string[] {
  if (!isObject(value)) return [`${at} is no object`];
  return [
    ...Object.keys(known)
      .filter((name) => known[name]?.required && !(name in value))
      .map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, one]) =>
      known[name] ? typed(one, known[name].type, `${at}.${name}`) : [`${at}.${name} is unknown`],
    ),
  ];
}

function typed(value: unknown, type: Type, at: string): string[] {
  if (isIntrinsic(value)) return [];
  const unless = (right: boolean): string[] => (right ? [] : [`${at} is no ${type.type}: ${JSON.stringify(value)}`]);
  switch (type.type) {
    case "array":
      return Array.isArray(value)
        ? value.flatMap((one, index) => typed(one, type.element, `${at}[${index}]`))
        : unless(false);
    case "map":
      return isObject(value)
        ? Object.entries(value).flatMap(([name, one]) => typed(one, type.element, `${at}.${name}`))
        : unless(false);
    case "ref":
      return members(value, specification.get("typeDefinition", type.reference as never).properties as never, at);
    case "union":
      return type.types.some((some) => !typed(value, some, at)[0]) ? [] : unless(false);
    case "integer":
      return unless(Number.isInteger(value));
    case "json":
    case "tag":
      return unless(isObject(value));
    case "null":
      return unless(value === null);
    default:
      return unless(
        typeof value === (type.type === "date-time" ? "string" : type.type) &&
          (type.allowedValues?.includes(value) ?? true),
      );
  }
}
