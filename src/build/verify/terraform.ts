import type { TerraformResource } from "../../adapter/index.ts";

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const members = (value: unknown): Members => (isMembers(value) ? value : {});
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/**
 * The resources of Terraform's JSON syntax (`main.tf.json`), or of a plan or state in JSON (`terraform show -json`);
 * undefined where the data is neither.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function terraformOf(data: unknown, file: string): readonly TerraformResource[] | undefined {
  const {
    resource,
    data: sources,
    terraform_version,
    planned_values,
    configuration,
    values,
    terraform,
    provider,
  } = members(data);
  if (typeof terraform_version === "string") {
    const planned = moduleOf(
      members(planned_values ?? values).root_module,
      file,
      planned_values ? "planned_values" : "values",
    );
    return planned_values ? completed(planned, members(members(configuration).root_module), file) : planned;
  }
  if (
    !isMembers(resource) ||
    !(isMembers(terraform) || isMembers(provider) || Object.keys(resource).every((type) => /^[a-z\d]+_/.test(type)))
  )
    return undefined;
  return [...syntax("managed", resource, file), ...syntax("data", members(sources), file)];
}

function syntax(mode: TerraformResource["mode"], types: Members, file: string): TerraformResource[] {
  const section = mode === "managed" ? "resource" : "data";
  return Object.entries(types).flatMap(([type, named]) =>
    Object.entries(members(named)).map(([name, block]) => ({
      mode,
      type,
      name,
      values: members(list(block)[0]),
      at: `${file}: ${section}.${type}.${name}`,
    })),
  );
}

function moduleOf(module: unknown, file: string, at: string): TerraformResource[] {
  const { resources, child_modules } = members(module);
  return [
    ...list(resources).map((each) => {
      const { mode, type, name, address, values } = members(each);
      return {
        mode: mode === "data" ? ("data" as const) : ("managed" as const),
        type: String(type),
        name: String(name),
        values: members(values),
        at: `${file}: ${address}`,
      };
    }),
    ...list(child_modules).flatMap((each) => moduleOf(each, file, at)),
  ];
}

/** What a plan does not know yet refers to something: the configuration says to what. */
function completed(planned: readonly TerraformResource[], root: Members, file: string): TerraformResource[] {
  const seen = new Map(planned.map((each) => [`${each.mode}.${each.type}.${each.name}`, each]));
  const configured = configurations(root).map(({ mode, type, name, expressions, address }) => {
    const kind = mode === "data" ? ("data" as const) : ("managed" as const);
    const key = `${kind}.${type}.${name}`;
    const known = seen.get(String(key));
    seen.delete(key);
    return {
      mode: kind,
      type: String(type),
      name: String(name),
      values: merged(expressions, known?.values ?? {}) as Members,
      at: known?.at ?? `${file}: ${address}`,
    };
  });
  return [...configured, ...seen.values()];
}

function configurations(module: Members): Members[] {
  const children = Object.values(members(module.module_calls)).map((call) => members(members(call).module));
  return [...list(module.resources).map(members), ...children.flatMap(configurations)];
}

/** Planned values, with references where nothing is planned. */
function merged(expression: unknown, value: unknown): unknown {
  if (Array.isArray(expression)) {
    const values = list(value);
    return expression.map((each, at) => merged(each, values[at]));
  }
  const { constant_value, references } = members(expression);
  if (Array.isArray(references)) return value ?? (references[0] === undefined ? undefined : `\${${references[0]}}`);
  if (constant_value !== undefined) return value ?? constant_value;
  if (!isMembers(expression)) return value;
  const keys = new Set([...Object.keys(members(list(value)[0])), ...Object.keys(expression)]);
  const known = members(list(value)[0]);
  return Object.fromEntries(
    [...keys].map((key) => [key, expression[key] === undefined ? known[key] : merged(expression[key], known[key])]),
  );
}
