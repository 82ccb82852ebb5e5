import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { find } from '../tools.js';

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** The exporter, where it is installed: by its name of Debian, its own, or `TIDEMARK_BLACKBOX`. */
export const startBlackbox = async ({ ca }, say) => {
  const program =
    process.env.TIDEMARK_BLACKBOX ?? find('prometheus-blackbox-exporter') ?? find('blackbox_exporter');
  if (program === undefined) {
    console.log(
      '\nNot installed: blackbox_exporter (Debian: prometheus-blackbox-exporter; or TIDEMARK_BLACKBOX=PATH).',
    );
    return undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
  const authority = join(directory, 'ca.pem');
  const config = join(directory, 'blackbox.yml');
  writeFileSync(authority, ca);
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      modules: {
        web: {
          prober: 'http',
          timeout: '10s',
          http: { preferred_ip_protocol: 'ip4', tls_config: { ca_file: authority } },
        },
      },
    }),
  );
  const port = await freePort();
  const child = spawn(
    program,
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    const ok = await fetch(`${base}/-/healthy`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) break;
    if (tries > 100) throw new Error(`${program} does not answer at ${base}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  say(`blackbox_exporter at ${base}`);
  return {
    pid: child.pid,
    urlFor: (url) => `${base}/probe?module=web&target=${encodeURIComponent(url)}`,
    stop: () => {
      child.kill();
      rmSync(directory, { recursive: true });
    },
  };
};
