import type { Adapter, Unit } from "../../../adapter/index.ts";
import type { Draft } from "../finding.ts";

/** Files of a unit, or of an app that is packed as one, that are more than the provider takes. */
export function* bundleSize(
  { name }: Pick<Unit, "name">,
  adapter: Adapter,
  files: ReadonlyMap<string, string | Uint8Array>,
): Generator<Draft> {
  const limit = adapter.platform?.bundle;
  const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  if (!limit || bytes <= limit.bytes) return;
  yield {
    code: "BUNDLE_TOO_LARGE",
    message: `the files of "${name}" have ${bytes} bytes: ${limit.says}`,
    help: "see what is largest in the manifest's sizes; give the function a unit of its own, or leave packages out",
    page: limit.page,
  };
}
