import { basename } from 'node:path';

type Disk = typeof import('node:fs/promises');
type Handle = Awaited<ReturnType<Disk['open']>>;

/** What was done with files and directories, each as `<what> <name>`; in the order in which it was done. */
export const diskLog: string[] = [];

const RECORDED = ['write', 'writev', 'truncate', 'sync', 'datasync'] as const;

/**
 * `node:fs/promises` with handles that note what is done with them, in the place of the real one:
 * `vi.mock('node:fs/promises', async (original) => recordedDisk(await original()))`. A file that was opened for writes
 * that are synced by themselves notes `sync` after each.
 */
export const recordedDisk = (disk: Disk): Disk => ({
  ...disk,
  open: async (path, flags, mode) => {
    const handle = await disk.open(path, flags, mode);
    const name = basename(String(path));
    const syncsItself = typeof flags === 'number' && (flags & disk.constants.O_DSYNC) !== 0;
    return new Proxy(handle, {
      get: (target, key: keyof Handle) => {
        const value: unknown = target[key];
        if (typeof value !== 'function') return value;
        return async (...values: unknown[]): Promise<unknown> => {
          const result: unknown = await Reflect.apply(value, target, values);
          const what = RECORDED.find((one) => one === key)
            ?.replace(/v$/, '')
            .replace('datasync', 'sync');
          if (what !== undefined) diskLog.push(`${what} ${name}`);
          if (what === 'write' && syncsItself) diskLog.push(`sync ${name}`);
          return result;
        };
      },
    });
  },
});
