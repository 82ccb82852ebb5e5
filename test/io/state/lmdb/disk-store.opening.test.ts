import { AsyncLocalStorage } from 'node:async_hooks';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type DiskStore, diskStore } from '../../../../src/io/state/lmdb/disk-store.js';
import { TidemarkError } from '../../../../src/operators/tidemark-error.js';
import { commitTo, emptyCommit } from '../../../support/commit-to.js';
import { quickDirectory } from '../../../support/temporary-directory.js';

// Every call to the file system of whoever runs inside of an opener is a step that waits for its turn.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const stepping = Object.entries(real).map(([name, member]) => {
    if (typeof member !== 'function' || /^[A-Z]/.test(name)) return [name, member];
    const call = member as (...args: unknown[]) => unknown;
    return [
      name,
      async (...args: unknown[]) => {
        await Opener.current?.step();
        return call(...args);
      },
    ];
  });
  return { ...Object.fromEntries(stepping), default: real };
});

const inside = new AsyncLocalStorage<Opener>();

/** Opens a directory step by step. */
class Opener {
  static get current(): Opener | undefined {
    return inside.getStore();
  }

  steps = 0;
  #allowed = 0;
  #go: () => void = () => undefined;
  #stopped: () => void = () => undefined;
  #outcome: string | undefined;
  readonly #directory: string;
  readonly #readOnly: boolean;

  constructor(directory: string, readOnly = false) {
    this.#directory = directory;
    this.#readOnly = readOnly;
  }

  async step(): Promise<void> {
    this.steps++;
    while (this.steps > this.#allowed) {
      const going = new Promise<void>((resolve) => {
        this.#go = resolve;
      });
      this.#stopped();
      await going;
    }
  }

  /** Resolves when it has come to the step after `steps` more, or to its end; answers whether that was it. */
  async run(steps: number): Promise<boolean> {
    if (this.#outcome !== undefined) return true;
    this.#allowed += steps;
    await new Promise<void>((resolve) => {
      this.#stopped = resolve;
      if (this.steps === 0) inside.run(this, () => void this.#open());
      else this.#go();
    });
    return this.#outcome !== undefined;
  }

  async finish(): Promise<string> {
    await this.run(Number.POSITIVE_INFINITY);
    return this.#outcome ?? '';
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  #store: DiskStore | undefined;

  async #open(): Promise<void> {
    try {
      this.#store = await diskStore({ directory: this.#directory, readOnly: this.#readOnly });
      this.#outcome = 'open';
    } catch (error) {
      this.#outcome = error instanceof TidemarkError ? error.code : String(error);
    }
    this.#stopped();
  }
}

const GONE = { pid: 2 ** 22 + 1, started: '1', boot: 'another', host: 'here' };

/** What may be found: nothing; what an owner that was killed has left; or what one has left that was killed while it made it. */
const places: Readonly<Record<string, () => Promise<string>>> = {
  'an empty directory': quickDirectory,
  'the directory of an owner that was killed': async () => {
    const directory = await quickDirectory();
    const store = await diskStore({ directory });
    await commitTo(store, 'p', 0, emptyCommit('a'));
    await store.close();
    await writeFile(join(directory, 'owner-1'), JSON.stringify(GONE));
    return directory;
  },
  'a directory whose owner was killed while it was made': async () => {
    const directory = await quickDirectory();
    const store = await diskStore({ directory });
    await store.close();
    const marker = { program: 'tidemark', version: 2, generation: 'x', ready: false };
    await writeFile(join(directory, 'tidemark-state.json'), JSON.stringify(marker));
    await writeFile(join(directory, 'owner-1'), JSON.stringify(GONE));
    return directory;
  },
};

/** Two openers: the first is stopped after some steps, the second after some, and then each goes to its end. */
const meet = async (
  make: () => Promise<string>,
  [first, second]: readonly [steps: number, steps: number],
  readOnly = false,
): Promise<{ readonly outcomes: readonly [string, string]; readonly ended: readonly [boolean, boolean] }> => {
  const directory = await make();
  const openers = [new Opener(directory), new Opener(directory, readOnly)] as const;
  const ended = [await openers[0].run(first), await openers[1].run(second)] as const;
  const outcomes = [await openers[0].finish(), await openers[1].finish()] as const;
  for (const opener of openers) await opener.close();
  return { outcomes, ended };
};

/** Calls `check` with what comes of every meeting of two. */
const everyMeeting = async (
  make: () => Promise<string>,
  readOnly: boolean,
  check: (outcomes: readonly [string, string], about: string) => void,
): Promise<number> => {
  let meetings = 0;
  for (let first = 0; ; first++) {
    let firstEnded = false;
    for (let second = 0; ; second++) {
      const { outcomes, ended } = await meet(make, [first, second], readOnly);
      check(outcomes, `the first stopped after ${first} steps, the second after ${second}`);
      meetings++;
      firstEnded = ended[0];
      if (ended[1]) break;
    }
    if (firstEnded) return meetings;
  }
};

test.each(Object.entries(places))(
  'of two who open %s at any moment of each other one succeeds, and the other is told that it is in use',
  async (_, make) => {
    const meetings = await everyMeeting(make, false, (outcomes, about) => {
      expect([...outcomes].sort(), about).toEqual(['open', 'state-in-use']);
    });
    expect(meetings).toBeGreaterThan(50);
  },
);

test.each(Object.entries(places))(
  'one who opens %s is not misled by what it saw before others came and went',
  async (_, make) => {
    for (let steps = 0; ; steps++) {
      const directory = await make();
      const slow = new Opener(directory);
      const ended = await slow.run(steps);
      const others = [new Opener(directory), new Opener(directory), new Opener(directory)];
      const outcomes: string[] = [];
      for (const [i, other] of others.entries()) {
        outcomes.push(await other.finish());
        // The last one stays.
        if (i < 2) await other.close();
      }
      outcomes.push(await slow.finish());
      const [first] = outcomes;
      const expected = [first, first, first, first === 'open' ? 'state-in-use' : 'open'];
      expect(outcomes, `stopped after ${steps} steps`).toEqual(expected);
      for (const opener of [slow, ...others]) await opener.close();
      if (ended) break;
    }
  },
);

test.each(Object.entries(places))(
  'a reader that comes at any moment while %s is opened disturbs nobody, and takes nothing for damaged',
  async (_, make) => {
    let inUse = 0;
    await everyMeeting(make, true, ([owner, reader], about) => {
      expect(owner, about).toBe('open');
      if (reader === 'state-in-use') inUse++;
      // Before anything is made there is nothing to read; and what an owner has left that was killed can be read.
      else
        expect(reader, about).toBe(
          make === places['the directory of an owner that was killed'] ? 'open' : 'bad-state',
        );
    });
    expect(inUse).toBeGreaterThan(10);
  },
);
