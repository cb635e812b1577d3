import type { DeployDocument } from "unmoor/adapter";
import { isMembers, type Members, members, type Resource, UNKNOWN } from "./resource.ts";
import { expand } from "./sam.ts";

/**
 * The resources of a CloudFormation or SAM template, SAM's events and globals written out; undefined where it is none.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function templateOf({ file, data }: DeployDocument): readonly Resource[] | undefined {
  const { Resources, Parameters, Globals } = members(data);
  if (!isMembers(Resources) || !Object.values(Resources).some((each) => typeof members(each).Type === "string"))
    return undefined;
  const defaults = Object.fromEntries(
    Object.entries(members(Parameters)).map(([name, each]) => [name, members(each).Default]),
  );
  const globals = members(resolved(Globals, defaults));
  return Object.entries(Resources).flatMap(([id, each]) => {
    const type = String(members(each).Type);
    const at = `${file}: Resources.${id}`;
    const own = members(resolved(members(each).Properties, defaults));
    const shared = type === "AWS::Serverless::Function" ? members(globals.Function) : {};
    const properties = { ...shared, ...own };
    return expand({
      id,
      type,
      properties,
      where: (key) => (key !== undefined && key in own ? `${at}.Properties.${key}` : at),
    });
  });
}

/** Intrinsics as text: what a parameter is by default, a reference, or what only the stack knows. */
function resolved(value: unknown, defaults: Members): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(each, defaults));
  if (!isMembers(value)) return value;
  const [[key = "", inner] = [], more] = Object.entries(value);
  const name = key.replace(/^(!|Fn::)/, "");
  if (!more && (key === "Ref" || key === "!Ref")) {
    if (Object.hasOwn(defaults, String(inner))) return defaults[String(inner)] ?? UNKNOWN;
    return `\${${inner}}`;
  }
  if (more || name === key)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolved(v, defaults)]));
  if (name === "GetAtt") return `\${${Array.isArray(inner) ? inner.join(".") : inner}}`;
  if (name !== "Sub") return UNKNOWN;
  const [text, more2] = Array.isArray(inner) ? inner : [inner, undefined];
  if (typeof text !== "string") return UNKNOWN;
  const variables = { ...defaults, ...members(resolved(more2, defaults)) };
  return text.replace(/\$\{([^}!]+)\}/g, (all, variable: string) =>
    Object.hasOwn(variables, variable) ? String(variables[variable] ?? UNKNOWN) : all,
  );
}
