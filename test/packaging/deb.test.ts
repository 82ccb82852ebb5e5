import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasProgram } from '../support/has-program.js';
import { type OverlayRoot, overlayRoot } from '../support/overlay-root.js';
import { ROOT } from '../support/tidemark.js';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const hasDebian = hasProgram('dpkg-deb') && spawnSync('dpkg', ['-s', 'nodejs']).status === 0;
const root: OverlayRoot | undefined = hasDebian ? overlayRoot() : undefined;

/** Without waiting for a disk: this root is not to last. */
const DPKG = 'dpkg --force-unsafe-io';

// One after the other: installed, used, upgraded, removed. Nothing of it touches this machine's own root.
describe.skipIf(root === undefined)('the Debian package', () => {
  const run = (script: string): string => root?.run(script).trim() ?? '';

  beforeAll(() => {
    const directory = mkdtempSync(join(tmpdir(), 'tidemark-debs-'));
    const dpkgDeb = (...args: readonly string[]) => execFileSync('dpkg-deb', args, { stdio: 'pipe' });
    const build = [join(ROOT, 'scripts/build-deb.js'), directory];
    const first = execFileSync(process.execPath, build, { encoding: 'utf8' }).trim();
    // The next version: the same, with another default config.
    const stage = join(directory, 'next');
    dpkgDeb('--raw-extract', first, stage);
    const edit = (path: string, change: (text: string) => string): void =>
      writeFileSync(join(stage, path), change(readFileSync(join(stage, path), 'utf8')));
    edit('DEBIAN/control', (text) => text.replace(`Version: ${version}`, `Version: ${version}.1`));
    edit('etc/tidemark/tidemark.yaml', (text) => `# The next version.\n${text}`);
    dpkgDeb('--root-owner-group', '-Zgzip', '-z1', '--build', stage, join(directory, 'next.deb'));
    mkdirSync(join(root?.upper ?? '', 'debs'));
    for (const [path, name] of [
      [first, 'first.deb'],
      [join(directory, 'next.deb'), 'next.deb'],
    ] as const)
      writeFileSync(join(root?.upper ?? '', 'debs', name), readFileSync(path));
    rmSync(directory, { recursive: true });
    // The index of all manuals, which man-db would write anew each time, is nothing of ours.
    run('rm -f /var/lib/man-db/auto-update');
  });
  afterAll(() => root?.remove());

  test('installs, with a user that reads logs and cannot log in', () => {
    expect(run(`${DPKG} -i /debs/first.deb`)).toContain('systemctl enable --now tidemark');
    expect(run('getent passwd tidemark')).toMatch(/:\/var\/lib\/tidemark:\/usr\/sbin\/nologin$/);
    expect(run('id -nG tidemark').split(' ').sort()).toEqual(['adm', 'tidemark']);
    expect(run('stat -c "%a %U %G" /etc/default/tidemark /etc/tidemark/tidemark.yaml')).toBe(
      '640 root tidemark\n644 root root',
    );
  });

  test('has the command, its manual and its completion', () => {
    expect(run('tidemark --version')).toBe(version);
    expect(run('man tidemark')).toContain('tidemark access-log');
    expect(run('. /usr/share/bash-completion/completions/tidemark; complete -p tidemark')).toContain(
      '_tidemark',
    );
    // Node leaves the option to us.
    expect(run('tidemark --env-file /none check || echo $?')).toMatch(/\/none cannot be read: ENOENT.\n2$/);
  });

  test('runs as its unit says: checks, watches, and ends when it is asked to', () => {
    const unit = run('cat /lib/systemd/system/tidemark.service');
    const command = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
    const said = run(`
      install -d -o tidemark -g tidemark /var/lib/tidemark /var/log/tidemark
      install -d -m 0750 -g adm /var/log/nginx
      for at in 00:00 00:01 00:02 00:03 00:04 00:05 00:06 00:07 02:00 02:01 02:02 02:03 02:04 02:05 02:06 02:07; do
        echo "10.0.0.1 - - [09/May/2026:16:$at +0000] \\"GET /a HTTP/1.1\\" 200 1"
      done > /var/log/nginx/access.log
      chgrp adm /var/log/nginx/access.log; chmod 0640 /var/log/nginx/access.log
      runuser -u tidemark -- ${command('ExecStartPre')}
      runuser -u tidemark -- ${command('ExecStart')} & 
      until [ -s /var/log/tidemark/web.jsonl ]; do sleep 0.1; kill -0 $!; done
      kill -TERM $(pgrep -u tidemark node)
      wait $! && echo ended with $?
      cat /var/log/tidemark/web.jsonl
      stat -c %U /var/lib/tidemark/data.mdb`);
    expect(said).toContain('all is well');
    expect(said).toContain('ended with 0');
    // Enough lines to confirm each other, and later by more than the lateness: no silence is waited for.
    expect(said).toMatch(/"hits":8,[\s\S]*\ntidemark$/);
  });

  test('is configured again without harm', () => {
    run('for i in 1 2; do /var/lib/dpkg/info/tidemark.postinst configure; done; dpkg --configure --pending');
    expect(run('getent group adm')).not.toMatch(/tidemark,tidemark/);
  });

  test('keeps the config and the state when the next version comes', () => {
    run('echo "# mine" >> /etc/tidemark/tidemark.yaml');
    run(`${DPKG} --force-confdef --force-confold -i /debs/next.deb`);
    expect(run("dpkg-query -W -f '${Version}' tidemark")).toBe(`${version}.1`);
    const config = run('cat /etc/tidemark/tidemark.yaml');
    expect([config.endsWith('# mine'), config.startsWith('# The next')]).toEqual([true, false]);
    expect(run('head -1 /etc/tidemark/tidemark.yaml.dpkg-dist')).toBe('# The next version.');
    expect(run('runuser -u tidemark -- tidemark audit --state /var/lib/tidemark')).toContain('It adds up.');
  });

  test('leaves the config when it is removed, and nothing when it is purged', () => {
    run('dpkg -r tidemark');
    expect(run('ls /etc/tidemark/tidemark.yaml; ls /usr/bin/tidemark || true')).toMatch(
      /yaml\n.*No such file/,
    );
    expect(run('getent passwd tidemark')).toContain('tidemark');
    run('cp /var/lib/dpkg/info/tidemark.postrm /tmp/; dpkg --purge tidemark; sh /tmp/tidemark.postrm purge');
    const left =
      'ls -d /etc/tidemark /etc/default/tidemark /var/lib/tidemark /var/log/tidemark /usr/lib/tidemark || true';
    expect(run(left).match(/No such file/g)).toHaveLength(5);
    expect(run('getent passwd tidemark || getent group tidemark || echo none')).toBe('none');
  });

  test('has touched nothing of this machine', () => {
    expect(spawnSync('dpkg', ['-s', 'tidemark']).status).not.toBe(0);
    expect(spawnSync('getent', ['passwd', 'tidemark']).status).not.toBe(0);
  });
});
