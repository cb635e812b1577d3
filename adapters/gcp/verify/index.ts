import type { DeployDocument, DeployedFunction, DeployedTrigger, TargetConfig, Unit, Verifier } from "unmoor/adapter";
import { serviceName } from "../names.ts";
import { expect } from "./expect.ts";
import { sendersOf } from "./senders.ts";
import { elsewhere, packagesOf, type Service, servicesOf } from "./services.ts";

/** Reads Terraform's JSON and plans, and the package.json of units. */
export const verifier: Verifier = {
  files: /(^|\/)package\.json$|\.tf\.json$/,
  read(documents: readonly DeployDocument[], units: readonly Unit[], config: TargetConfig) {
    const terraform = documents.flatMap((each) => each.terraform ?? []);
    const packages = packagesOf(documents.filter((each) => !each.terraform));
    const google = terraform.filter(({ type }) => type.startsWith("google_"));
    if (!google[0] && !packages[0]) return undefined;
    const services = servicesOf(google);
    const made = google.some(({ mode, type }) => mode === "managed" && /service$|2_function$/.test(type));
    const named = [...services, ...packages].flatMap(({ names }) => names);
    const missing = units.filter((unit) => !named.includes(serviceName(config.name, unit)));
    const others = made || packages[0] ? [] : elsewhere(missing, config, documents[0]?.file ?? "");
    const merged = services.map((service) => {
      const own = packages.find(({ names }) => names.some((name) => service.names.includes(name)));
      return own ? { ...service, facts: { ...own.facts, ...service.facts } } : service;
    });
    const apart = packages.filter(
      ({ names }) => !names.some((name) => services.some((each) => each.names.includes(name))),
    );
    return [...merged, ...apart, ...others].map((service): DeployedFunction => {
      const { names, at, facts } = service;
      return {
        names,
        at,
        facts,
        triggers: [...sendersOf(service, terraform), ...(google[0] ? [] : unknown(service)), ...called(service)],
      };
    });
  },
  names: (unit, config) => [serviceName(config.name, unit), unit.name],
  expect,
};

/** Every service answers requests. */
const called = ({ at }: Service): DeployedTrigger[] => [
  { shapes: ["function", "service", "task"], at, facts: {}, routes: [{ methods: ["*"], pattern: "^/" }], always: true },
];

/** Of what starts it a package.json says nothing. */
const unknown = ({ at }: Service): DeployedTrigger[] => [
  { shapes: ["pubsub", "cloud-tasks", "eventarc", "cloud-storage", "scheduler"], at, facts: {}, always: true },
];
