/**
 * Plays the Functions Node.js worker: serves `@azure/functions-core` to `require`, loads an app, and drives the
 * programming model that the app's own copy of the library has set. Messages of the host come over IPC in place of gRPC.
 */
import { readFile } from "node:fs/promises";
import Module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FunctionMetadata, InvocationRequest, ToHost, ToWorker, TypedData } from "./core.ts";

type Handler = (...args: unknown[]) => unknown;
type Hook = (context: Record<string, unknown>) => unknown;
interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ readonly returnValue?: TypedData | null } | undefined>;
}
interface ProgrammingModel {
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
  getInvocationModel(context: object): InvocationModel;
}

const tell = (message: ToHost): void => void process.send?.(message);
const functions = new Map<string, { metadata: FunctionMetadata; handler: Handler }>();
const hooks = new Map<string, Hook[]>();
let model: ProgrammingModel | undefined;
let starting = true;

const core = {
  version: "3.9.1",
  hostVersion: "4.1040.0",
  setProgrammingModel(set: ProgrammingModel) {
    model = set;
  },
  getProgrammingModel: () => model,
  registerFunction(metadata: FunctionMetadata, handler: Handler) {
    if (!starting) throw new Error("A function can only be registered during app startup.");
    functions.set(metadata.name, { metadata, handler });
    return new core.Disposable();
  },
  registerHook(name: string, hook: Hook) {
    hooks.set(name, [...(hooks.get(name) ?? []), hook]);
    return new core.Disposable();
  },
  log(level: string, category: string, text: string) {
    tell({ is: "log", level, category, text });
  },
  Disposable: class {
    dispose(): void {}
  },
};

// The worker's own way: the module exists for `require` alone, https://github.com/Azure/azure-functions-nodejs-library/issues/201
const load = Module.prototype.require;
Module.prototype.require = function (this: unknown, id: string) {
  return id === "@azure/functions-core" ? core : load.call(this as never, id);
} as typeof load;

const run = async (name: string, context: Record<string, unknown>): Promise<void> => {
  for (const hook of hooks.get(name) ?? []) await hook(context);
};

async function invoke({ function: name, request }: ToWorker): Promise<void> {
  const { invocationId: invocation } = request;
  try {
    const { metadata, handler } = functions.get(name) ?? { metadata: undefined, handler: undefined };
    if (!metadata || !handler || !model) throw new Error(`no function "${name}"`);
    const returned = await respond(model, request, metadata, handler);
    tell({ is: "response", invocation, ...(returned && { returned }) });
  } catch (thrown) {
    tell({ is: "response", invocation, failure: (thrown as Error)?.stack ?? String(thrown) });
  }
}

async function respond(
  model: ProgrammingModel,
  request: InvocationRequest,
  metadata: FunctionMetadata,
  functionCallback: Handler,
): Promise<TypedData | null | undefined> {
  const { invocationId } = request;
  const core: Record<string, unknown> = {
    invocationId,
    request,
    metadata,
    log: (level: string, category: string, text: string) =>
      tell({ is: "log", level, category, text, invocation: invocationId }),
  };
  const invocation = model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();
  const hookData = {};
  const before = { hookData, appHookData: {}, invocationContext: context, functionCallback, inputs };
  core.state = "preInvocationHooks";
  await run("preInvocation", before);
  const after: Record<string, unknown> = { ...before, result: null, error: null };
  core.state = "invocation";
  try {
    after.result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error;
  }
  core.state = "postInvocationHooks";
  await run("postInvocation", after);
  core.state = undefined;
  if (after.error) throw after.error;
  return (await invocation.getResponse(context, after.result))?.returnValue;
}

process.on("message", (message) => void invoke(message as ToWorker));
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));

const dir = process.argv[2] as string;
const { main } = JSON.parse(await readFile(join(dir, "package.json"), "utf8")) as { main: string };
await import(pathToFileURL(join(dir, main)).href);
await run("appStart", { hookData: {}, appHookData: {} });
starting = false;
const capabilities = (await model?.getCapabilities({ RawHttpBodyBytes: "true", WorkerStatus: "true" })) ?? {};
tell({ is: "ready", functions: [...functions.values()].map(({ metadata }) => metadata), capabilities });
