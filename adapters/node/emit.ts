import type { TargetConfig, Unit } from "unmoor/adapter";
import { check, eventFunctions, settingsOf } from "./config.ts";
import { knative } from "./knative.ts";
import { readme } from "./readme.ts";

/**
 * The files around the bundle: one folder, to be started with `node index.mjs` or put into an image.
 *
 * Reads of the config: what `settingsOf` does, and `resources` (what the app calls a queue, topic, stream or bucket →
 * attributes that its events have on the broker).
 *
 * @throws `INVALID_TARGET_CONFIG`, `INVALID_UNIT`, `ROUTE_CLASH`
 */
export function emit(units: readonly Unit[], config: TargetConfig): Record<string, string> {
  check(units, config);
  const settings = settingsOf(config);
  const yaml = knative(units, config);
  return {
    "package.json": `${JSON.stringify(manifest(config.name, settings.node), null, 2)}\n`,
    Dockerfile: dockerfile(units, config),
    ".dockerignore": "Dockerfile\n.dockerignore\nREADME.md\n*.yaml\n*.service\nnode_modules\n",
    [`${config.name}.service`]: systemd(config.name, settings.graceMs),
    "README.md": readme(units, config),
    ...(yaml && { "knative.yaml": yaml }),
  };
}

const manifest = (name: string, node: string): object => ({
  name,
  private: true,
  type: "module",
  main: "index.mjs",
  engines: { node: `>=${node}` },
  scripts: { start: "node --enable-source-maps index.mjs" },
});

/** No `npm install`: everything is in the bundle but what was left out of it by name. */
function dockerfile(units: readonly Unit[], config: TargetConfig): string {
  const { node, health } = settingsOf(config);
  const apart = eventFunctions(units)[0] && units.some(({ trigger }) => trigger === "http" || trigger === "task");
  const probe = `fetch("http://127.0.0.1:" + (process.env.PORT ?? 8080) + "${health}").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return `FROM node:${node}-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0${apart ? " EVENTS_HOST=0.0.0.0" : ""}
COPY . .
USER node
EXPOSE 8080${apart ? " 8081" : ""}
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "-e", ${JSON.stringify(probe)}]
CMD ["node", "--enable-source-maps", "index.mjs"]
`;
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html */
const systemd = (name: string, graceMs: number): string => `[Unit]
Description=${name}
After=network-online.target
Wants=network-online.target

[Service]
WorkingDirectory=/srv/${name}
EnvironmentFile=-/etc/${name}.env
Environment=NODE_ENV=production
ExecStart=/usr/bin/env node --enable-source-maps index.mjs
Restart=on-failure
# Longer than the process itself takes to end.
TimeoutStopSec=${Math.ceil(graceMs / 1000) + 5}
DynamicUser=yes
NoNewPrivileges=yes
ProtectSystem=strict

[Install]
WantedBy=multi-user.target
`;
