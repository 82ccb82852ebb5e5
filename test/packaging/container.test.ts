import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../support/free-port.js';
import { unknownIn } from '../support/known-command.js';
import { overlayRoot } from '../support/overlay-root.js';
import { MAIN, ROOT, tidemark } from '../support/tidemark.js';
import { untilOutside } from '../support/until.js';

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of each stage. */
const stages = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .flatMap((line): readonly Instruction[] => {
    const [, name, rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, rest }];
  })
  .reduce<Instruction[][]>((all, one) => {
    if (one.name === 'FROM') all.push([]);
    all.at(-1)?.push(one);
    return all;
  }, []);
const [build = [], image = []] = stages;
const restOf = (name: string, stage = image): string => stage.find((one) => one.name === name)?.rest ?? '';
const listOf = (name: string): readonly string[] => JSON.parse(restOf(name));
const copies = (stage: readonly Instruction[], from: string) =>
  stage
    .filter(
      ({ name, rest }) =>
        name === 'COPY' && (from === '' ? !rest.startsWith('--from=') : rest.startsWith(from)),
    )
    .map(({ rest }) => rest.replace(from, '').trim().split(' '));

const ignored = read('.dockerignore').trim().split('\n');
const isIgnored = picomatch(
  ignored.flatMap((one) => [one, `${one}/**`]),
  { dot: true },
);

describe('the Dockerfile', () => {
  test('takes what is there, and what is not kept from it', () => {
    const taken = [...copies(build, ''), ...copies(image, '')].flatMap((words) => words.slice(0, -1));
    expect(taken).toContain('packaging/healthcheck.js');
    for (const path of taken.filter((one) => one !== '.')) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(isIgnored(path), path).toBe(false);
    }
    // What it builds from comes with ".".
    for (const path of ['src/cli/main.ts', 'tsconfig.build.json', 'scripts/build-deb.js']) {
      expect(isIgnored(path)).toBe(false);
    }
    for (const path of ['node_modules/rxjs', 'dist/index.js', '.git/HEAD'])
      expect(isIgnored(path)).toBe(true);
  });

  test('runs scripts that package.json has, and takes from the stage before what that makes', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const ran = build
      .filter(({ name }) => name === 'RUN')
      .flatMap(({ rest }) => [...rest.matchAll(/npm run (\S+)/g)]);
    expect(ran.map(([, script = '']) => script)).toEqual(['build']);
    for (const [, script = ''] of ran) expect(scripts[script]).toBeDefined();
    const from = copies(image, '--from=build').map(([path = '']) =>
      path.replace(`${restOf('WORKDIR', build)}/`, ''),
    );
    expect(from).toEqual(['package.json', 'node_modules', 'dist', 'db']);
    const [, , main = ''] = listOf('ENTRYPOINT');
    expect(join(ROOT, main.replace('/opt/tidemark/', ''))).toBe(MAIN);
  });

  test('is of a Node that package.json allows', () => {
    const { engines } = JSON.parse(read('package.json'));
    for (const stage of stages) {
      const major = Number(/^node:(\d+)-/.exec(restOf('FROM', stage))?.[1]);
      expect(major).toBeGreaterThanOrEqual(Number(/>=(\d+)/.exec(engines.node)?.[1]));
    }
  });

  test('listens at this machine alone, is nobody of importance, and gets signals itself', () => {
    expect(restOf('ENV')).toContain('TIDEMARK_LISTEN=127.0.0.1:8080');
    expect(restOf('USER')).toBe('tidemark');
    // A list is run without a shell.
    expect(listOf('ENTRYPOINT')[0]).toBe('node');
    expect(unknownIn(listOf('CMD'))).toEqual([]);
  });

  test('runs a config that is well', async () => {
    const { code, stderr } = await tidemark(['check', 'packaging/container.yaml']);
    expect(code, stderr).toBe(0);
    expect(read('packaging/container.yaml')).toContain(`state: ${listOf('VOLUME')[0]}\n`);
  });
});

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('compose.yaml'));

  test('runs commands that there are, with options that they have', () => {
    for (const { command } of Object.values<{ command: readonly string[] }>(services)) {
      expect(unknownIn(command)).toEqual([]);
    }
  });

  test('shares the log between its writer and its reader, where the config of the image looks', () => {
    const out = services.site.command.at(-1);
    expect(read('packaging/container.yaml')).toContain(`file: ${out} `);
    const mounts = [...services.site.volumes, ...services.tidemark.volumes].map((text: string) =>
      text.split(':'),
    );
    for (const [name] of mounts) expect(Object.keys(volumes)).toContain(name);
    const made = restOf('RUN').split(' ');
    for (const [, path] of mounts) expect(made).toContain(path);
    expect(mounts.filter(([name]) => name === 'logs').map(([, path]) => path)).toEqual([
      '/var/log/tidemark',
      '/var/log/tidemark',
    ]);
  });

  test('publishes its port to this machine alone', () => {
    expect(services.tidemark.ports).toEqual(['127.0.0.1:8080:8080']);
  });
});

const root = overlayRoot();

describe.skipIf(root === undefined)('the image, its last stage done by hand', () => {
  test('works, is healthy, and ends by SIGTERM as process 1, with its state kept', async () => {
    if (root === undefined) return;
    try {
      for (const { name, rest } of image) if (name === 'RUN') root.run(rest);
      for (const [from = '', to = ''] of copies(image, ''))
        root.run(`install -D -m 0644 '${ROOT}/${from}' '${to.replace(/\/$/, `/${from.split('/').at(-1)}`)}'`);
      for (const name of ['package.json', 'node_modules', 'dist', 'db'])
        root.run(`ln -s '${ROOT}/${name}' /opt/tidemark/`);
      root.run(`tail -n 100 '${ROOT}/samples/access-log/access.log' > /var/log/tidemark/access.log`);

      const listen = `127.0.0.1:${await freePort()}`;
      const environment = restOf('ENV').replace(/TIDEMARK_LISTEN=\S+/, `TIDEMARK_LISTEN=${listen}`);
      const words = [...listOf('ENTRYPOINT'), ...listOf('CMD')].join(' ');
      const user = restOf('USER');
      const child = root.start(
        `cd ${restOf('WORKDIR')}; exec setpriv --reuid ${user} --regid ${user} --clear-groups env ${environment} ${words}`,
      );
      let said = '';
      child.stderr?.setEncoding('utf8').on('data', (text) => (said += text));
      child.stdout?.resume();
      const ended = once(child, 'exit');
      // The HEALTHCHECK of the image, from the same network.
      const [, script = ''] = JSON.parse(/CMD (\[.*\])$/.exec(restOf('HEALTHCHECK'))?.[1] ?? '[]');
      const health = () =>
        spawnSync(process.execPath, [script.replace('/opt/tidemark', join(ROOT, 'packaging'))], {
          env: { TIDEMARK_LISTEN: listen },
        }).status;
      await untilOutside(() => health() === 0 || child.exitCode !== null);
      expect(child.exitCode, said).toBe(null);
      // It is healthy before it has read anything.
      while (!(await fetch(`http://${listen}/readyz`)).ok);
      const one = execFileSync('pgrep', ['--parent', String(child.pid)], { encoding: 'utf8' }).trim();
      expect(readFileSync(`/proc/${one}/status`, 'utf8')).toMatch(/^NSpid:\t\d+\t1$/m);
      process.kill(Number(one), 'SIGTERM');
      expect([await ended, said]).toEqual([[0, null], expect.stringContaining('100 lines read')]);
      expect(health()).toBe(1);
      expect(root.run(`stat -c %U ${listOf('VOLUME')[0]}/data.mdb`).trim()).toBe(user);
    } finally {
      root.remove();
    }
  });
});
