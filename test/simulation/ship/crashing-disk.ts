import { AsyncLocalStorage } from 'node:async_hooks';
import { copyFileSync, linkSync, lstatSync, mkdirSync, renameSync, unlinkSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { ShipLife } from './ship-life.js';

type Handle = Awaited<ReturnType<typeof fs.open>>;

/** Whose work it is that asks the disk for something. */
const current = new AsyncLocalStorage<ShipLife>();

/**
 * What a shipper does with files: each with a point before and after it at which its process may be killed. It is done at once, or
 * whoever looks at the directory in one turn could find a name in it whose file has another one in the next moment.
 */
const DONE = {
  rename: renameSync,
  link: linkSync,
  unlink: unlinkSync,
  lstat: lstatSync,
  mkdir: mkdirSync,
  copyFile: copyFileSync,
} as const;
const OF_HANDLES = ['stat', 'read'] as const;

const watchedHandle = (handle: Handle, life: ShipLife): Handle =>
  new Proxy(handle, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      const name = OF_HANDLES.find((one) => one === key);
      if (name === undefined) return value.bind(target);
      return (...asked: readonly unknown[]) =>
        life.does(name, () => Reflect.apply(value, target, asked) as Promise<unknown>);
    },
  });

/** Lets files be asked for by lives, while something goes on; whatever else asks for files is not concerned. */
export const withCrashingDisk = async <R>(work: () => Promise<R>): Promise<R> => {
  const before = { ...fs };
  for (const [name, perform] of Object.entries(DONE)) {
    const usual = Reflect.get(before, name);
    const watched = (...asked: readonly unknown[]): Promise<unknown> => {
      const life = current.getStore();
      return life === undefined
        ? Reflect.apply(usual, fs, asked)
        : life.does(name, async () => Reflect.apply(perform, undefined, asked));
    };
    Object.assign(fs, { [name]: watched });
  }
  fs.open = async (...asked) => {
    const life = current.getStore();
    if (life === undefined) return before.open(...asked);
    return life.does('open', async () => {
      const handle = await before.open(...asked);
      life.opened.add(handle);
      return watchedHandle(handle, life);
    });
  };
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    Object.assign(fs, before);
    syncBuiltinESMExports();
  }
};

/** Everything that comes of it is done by that life. */
export const livedBy = <R>(life: ShipLife, work: () => R): R => current.run(life, work);
