import type { RenderedModule } from "rolldown";
import { parse } from "./parse.ts";
import { packageOf } from "./sizes.ts";

/** A package that is in a bundle although nothing of it is used, and who brought it. */
export interface Lingering {
  readonly package: string;
  /** The shortest way from the app to it. */
  readonly chain: readonly string[];
}

/** What the bundler knows of modules. */
export interface Modules {
  importers(id: string): readonly string[];
  code(id: string): string;
  /** The app's own module. */
  isRoot(id: string): boolean;
  /** What people call a module. */
  label(id: string): string;
}

/**
 * Packages of which nothing but side effects stays: a bare import, or a package that does not say `sideEffects: false`.
 * What our own runtime brings is meant to be there.
 */
export function lingering(rendered: Readonly<Record<string, RenderedModule>>, modules: Modules): Lingering[] {
  const packages = new Map<string, string[]>();
  for (const [id, { renderedLength }] of Object.entries(rendered)) {
    const name = packageOf(id);
    if (name && renderedLength > 0) packages.set(name, [...(packages.get(name) ?? []), id]);
  }
  return [...packages].flatMap(([name, ids]) => {
    const used = ids.some((id) => rendered[id]?.renderedExports.length || isRequired(id, name, modules));
    const [chain] = used ? [] : ids.map((id) => chainTo(id, modules)).filter((way) => modules.isRoot(way[0] ?? ""));
    return chain ? [{ package: name, chain: chain.map(modules.label) }] : [];
  });
}

/** Whether somebody outside takes something of a CommonJS module, of whose exports the bundler keeps no account. */
function isRequired(id: string, name: string, { importers, code }: Modules): boolean {
  if (parse(id, code(id)).module.hasModuleSyntax) return false;
  return importers(id).some((importer) => {
    if (packageOf(importer) === name) return false;
    const { hasModuleSyntax, staticImports } = parse(importer, code(importer)).module;
    const named = ({ moduleRequest, entries }: (typeof staticImports)[number]): boolean =>
      entries.length > 0 && (moduleRequest.value === name || moduleRequest.value.startsWith(`${name}/`));
    return !hasModuleSyntax || staticImports.some(named);
  });
}

/** The shortest way from the app to a module, by those who import it. */
function chainTo(id: string, { importers, isRoot }: Modules): string[] {
  const ways: string[][] = [[id]];
  const seen = new Set([id]);
  for (const way of ways) {
    const [head = ""] = way;
    if (isRoot(head)) return way;
    for (const importer of importers(head))
      if (!seen.has(importer)) {
        seen.add(importer);
        ways.push([importer, ...way]);
      }
  }
  return [];
}
