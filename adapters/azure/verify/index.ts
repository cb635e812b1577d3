import type { DeployDocument, DeployedFunction, TargetConfig, Unit, Verifier } from "unmoor/adapter";
import { registeredName } from "../name.ts";
import { functionOf, isFunction } from "./bindings.ts";
import { expect } from "./expect.ts";
import { hostFacts, isHost } from "./host.ts";

/** Reads host.json, and each function.json. The app's own bundle registers functions: without any, all are there. */
export const verifier: Verifier = {
  files: /(^|\/)(host|function)\.json$/,
  read(documents: readonly DeployDocument[], units: readonly Unit[], config: TargetConfig) {
    const host = documents.find((each) => !isFunction(each) && isHost(each));
    const written = documents.filter(isFunction).map(functionOf);
    if (!host && !written[0]) return undefined;
    const settings = host ?? { file: documents[0]?.file ?? "", data: undefined };
    const facts = (unit: Unit): DeployedFunction["facts"] => (host ? hostFacts(settings, unit) : {});
    if (!written[0])
      return units.map((unit) => ({
        names: [unit.name],
        at: settings.file,
        facts: facts(unit),
        triggers: [{ shapes: [unit.shape], at: settings.file, facts: {}, always: true }],
      }));
    return written.map((each) => {
      const unit = units.find((one) => verifier.names(one, config).some((name) => each.names.includes(name)));
      return unit ? { ...each, facts: facts(unit) } : each;
    });
  },
  names: (unit) => [
    unit.name,
    ...unit.functions.map((fn) => (unit.trigger === "http" ? fn.name : registeredName(unit, fn))),
  ],
  expect,
};
