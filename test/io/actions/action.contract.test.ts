import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Moved, moveTo, type Ready } from '../../../samples/custom-action/move-to.js';
import type { Action } from '../../../src/io/actions/action.js';
import { actionContract } from '../../contracts/action-contract.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** Names and contents of all files of a directory. */
const filesOf = async (directory: string): Promise<readonly string[]> => {
  const names = await readdir(directory).catch(() => []);
  const texts = names
    .toSorted()
    .map(async (name) => `${name}: ${await readFile(join(directory, name), 'utf8')}`);
  return Promise.all(texts);
};

/** Lets a directory be gone until the answer is called. */
const takeAway = async (directory: string): Promise<() => Promise<void>> => {
  await rename(directory, `${directory}.away`);
  return async () => rename(`${directory}.away`, directory);
};

actionContract<Ready, Moved>('moving files', {
  make: async () => {
    const directory = await temporaryDirectory();
    const [from, to] = [join(directory, 'from'), join(directory, 'to')];
    await mkdir(from);
    await mkdir(to);
    const names = ['a', 'b', 'c'];
    for (const name of names) await writeFile(join(from, name), `This is ${name}.`);
    return {
      open: () => moveTo(to),
      rows: names.map((name, time) => ({ time, path: join(from, name) })),
      isGood: ({ error }) => error === undefined,
      world: async () => ({
        from: await filesOf(from),
        // What was aborted may have left a part, which is of no use to anybody.
        to: (await filesOf(to)).filter((file) => !file.includes('.part:')),
      }),
      fail: () => takeAway(to),
    };
  },
});

interface Check {
  readonly time: number;
  readonly target: string;
}

interface Checked extends Check {
  readonly up: boolean | null;
}

/** Asks whether a file is there, as long as it may take; leaves nothing behind. */
const checking = (
  directory: string,
  wait: (signal: AbortSignal) => Promise<void>,
): Action<Check, Checked> => ({
  intent: 'none',
  keepsTime: true,
  key: ({ target }) => target,
  missed: (row) => ({ ...row, up: null }),
  perform: async (row, { signal }) => {
    await wait(signal);
    const up = await readFile(join(directory, row.target)).then(
      () => true,
      () => false,
    );
    return { ...row, up };
  },
});

actionContract<Check, Checked>('a check that can hang', {
  make: async () => {
    const directory = join(await temporaryDirectory(), 'targets');
    await mkdir(directory);
    for (const target of ['a', 'b']) await writeFile(join(directory, target), '');
    let going: Promise<void> = Promise.resolve();
    const wait = (signal: AbortSignal): Promise<void> =>
      Promise.race([
        going,
        new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve());
        }),
      ]);
    return {
      open: () => checking(directory, wait),
      rows: [
        { time: 1, target: 'a' },
        { time: 2, target: 'b' },
      ],
      isGood: ({ up }) => up === true,
      world: () => filesOf(directory),
      fail: () => takeAway(directory),
      hang: async () => {
        let goOn = (): void => undefined;
        going = new Promise((resolve) => {
          goOn = resolve;
        });
        return async () => goOn();
      },
    };
  },
});

/** Writes a file for each row, and takes its order away when that is committed; must look when it is asked again. */
const writing = (directory: string): Action<Check, Checked> => {
  const log = join(directory, 'log');
  return {
    intent: 'first',
    keepsTime: true,
    key: ({ target }) => target,
    missed: () => undefined,
    perform: async (row, { signal, again }) => {
      try {
        const line = `${row.target}\n`;
        const written = again ? await readFile(log, 'utf8').catch(() => '') : '';
        if (signal.aborted) return { ...row, up: false };
        if (!written.includes(line)) await writeFile(log, line, { flag: 'a' });
        return { ...row, up: true };
      } catch {
        return { ...row, up: false };
      }
    },
    finish: async ({ target }, { up }) => {
      if (up) await rm(join(directory, target), { force: true });
    },
    close: async () => undefined,
  };
};

actionContract<Check, Checked>('appending lines, which must look when it is asked again,', {
  make: async () => {
    const directory = join(await temporaryDirectory(), 'orders');
    await mkdir(directory);
    for (const target of ['a', 'b', 'c']) await writeFile(join(directory, target), '');
    return {
      open: () => writing(directory),
      rows: ['a', 'b', 'c'].map((target, time) => ({ time, target })),
      isGood: ({ up }) => up === true,
      // Those who write at once may do so in any order.
      world: async () =>
        (await filesOf(directory)).flatMap((file) => file.replace(': ', ':\n').split('\n')).toSorted(),
      fail: () => takeAway(directory),
    };
  },
});
