import type { DeployDocument, Facts, TargetConfig, TerraformResource, Unit } from "unmoor/adapter";
import { serviceName } from "../names.ts";
import { block, known, list, megabytes, refers, seconds } from "./blocks.ts";

/** A service of Cloud Run, or a function that becomes one. */
export interface Service {
  readonly names: readonly string[];
  readonly at: string;
  readonly facts: Facts;
  /** Whether something refers to it. */
  is(value: unknown): boolean;
}

const SERVICES = /^google_(cloud_run_v2_service|cloud_run_service|cloudfunctions2_function)$/;
const MEMBERS = /^google_(cloud_run_v2_service|cloud_run_service|cloudfunctions2_function)_iam_(member|binding)$/;

/** The services of Terraform, made by it or only referred to. */
export function servicesOf(terraform: readonly TerraformResource[]): Service[] {
  const all = terraform.filter(({ type }) => SERVICES.test(type));
  return all.map((resource) => {
    const { name, values, at, mode } = resource;
    const called = known(values.name);
    const is = (value: unknown): boolean =>
      refers(value, resource) || (typeof called === "string" && isCalled(value, called));
    const open = terraform.find(
      ({ type, values: own }) =>
        MEMBERS.test(type) &&
        is(own.name ?? own.service ?? own.cloud_function) &&
        [...list(own.member), ...list(own.members)].some((member) => /^all(Authenticated)?Users$/.test(String(member))),
    );
    return {
      names: [...(typeof called === "string" ? [called] : []), name],
      at,
      facts: {
        ...(mode === "managed" && settings(resource)),
        access: { value: open ? "everybody" : "its sender", at: open?.at ?? at },
      },
      is,
    };
  });
}

/** A name, or an address that begins with it: `https://orders-fulfil-….run.app`. */
const isCalled = (value: unknown, name: string): boolean =>
  value === name || new RegExp(`^https://${name}-[\\w.-]+(/|$)`).test(String(value));

function settings({ type, values, at }: TerraformResource): Facts {
  if (type === "google_cloudfunctions2_function") {
    const { timeout_seconds = 60, available_memory = "256M" } = block(values.service_config);
    const { entry_point } = block(values.build_config);
    return {
      timeout: { value: seconds(timeout_seconds), at: `${at}.service_config.timeout_seconds` },
      memory: { value: megabytes(available_memory), at: `${at}.service_config.available_memory` },
      handler: { value: known(entry_point), at: `${at}.build_config.entry_point` },
    };
  }
  const template = block(values.template);
  const spec = type === "google_cloud_run_service" ? block(template.spec) : template;
  const { resources } = block(spec.containers);
  const { memory = "512Mi" } = block(block(resources).limits);
  return {
    timeout: { value: seconds(spec.timeout ?? spec.timeout_seconds ?? 300), at: `${at}.template.timeout` },
    memory: { value: megabytes(memory), at: `${at}.template.containers.resources.limits.memory` },
  };
}

/** What a unit's package.json starts. */
export function packagesOf(documents: readonly DeployDocument[]): Service[] {
  return documents.flatMap(({ file, data }) => {
    const { name, main, scripts } = block(data);
    const { start } = block(scripts);
    if (typeof main !== "string" || typeof start !== "string") return [];
    const [, target] = /functions-framework.*--target[= ](\S+)/.exec(start) ?? [];
    const [, script] = /\bnode\s+(?:\S+\s+)*?(\S+\.m?js)/.exec(start) ?? [];
    const folder = file.split("/").at(-2);
    const at = `${file}: scripts.start`;
    return [
      {
        names: [String(name), ...(folder ? [folder] : [])],
        at: file,
        facts: { handler: { value: target ?? script ?? start, at } },
        is: (value: unknown) => isCalled(value, String(name)),
      },
    ];
  });
}

/** Units whose services are deployed elsewhere: the file only starts them, by name. */
export const elsewhere = (units: readonly Unit[], config: TargetConfig, file: string): Service[] =>
  units.map((unit) => {
    const name = serviceName(config.name, unit);
    return { names: [name], at: file, facts: {}, is: (value) => isCalled(value, name) };
  });
