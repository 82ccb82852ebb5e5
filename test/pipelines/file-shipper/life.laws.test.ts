import {
  appendFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acting } from '../../../src/io/actions/acting.js';
import type { Action } from '../../../src/io/actions/action.js';
import { parseKeyTemplate } from '../../../src/io/actions/upload/key-template.js';
import type { Uploaded } from '../../../src/io/actions/upload/uploaded.js';
import { upload } from '../../../src/io/actions/upload.js';
import {
  type FilesReport,
  isReadyFile,
  type ReadyFile,
  type WaitingFile,
} from '../../../src/io/sources/directory/directory-rows.js';
import { walkDirectory } from '../../../src/io/sources/directory/walk-directory.js';
import { directory } from '../../../src/io/sources/directory.js';
import { virtualClock } from '../../../src/testing/virtual-clock.js';
import { keptUploads } from '../../io/actions/upload/kit.js';
import { type Fate, memoryObjectStore } from '../../support/object-store/memory-object-store.js';
import { quickDirectory } from '../../support/temporary-directory.js';
import { turns } from '../../support/turns.js';

const SETTLE = 1000;
const NAMES = ['a', 'b', 'c', 'd'];
const FOREIGN = Buffer.from('somebody else’s');

type Step =
  | { readonly do: 'write' | 'append' | 'truncate'; readonly file: number; readonly length: number }
  | { readonly do: 'rename'; readonly file: number; readonly to: number }
  | { readonly do: 'pass'; readonly time: number }
  | { readonly do: 'crash' | 'hold' | 'release' }
  /** It changes while it is being sent. */
  | { readonly do: 'meanwhile'; readonly file: number; readonly length: number }
  | { readonly do: 'fates'; readonly fates: readonly Fate[] };

const file = fc.nat(NAMES.length - 1);
const fate = fc.constantFrom<Fate>('fine', 'failed', 'lost', 'spoilt');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('write', 'append', 'truncate'), file, length: fc.nat(40) }),
  fc.record({ do: fc.constant('rename' as const), file, to: file }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      time: fc.constantFrom(100, SETTLE, 3 * SETTLE),
    }),
  },
  fc.record({ do: fc.constantFrom('crash', 'hold', 'release') }),
  fc.record({ do: fc.constant('meanwhile' as const), file, length: fc.nat(40) }),
  fc.record({ do: fc.constant('fates' as const), fates: fc.array(fate, { maxLength: 4 }) }),
);

type Sabotage = (action: Action<ReadyFile, Uploaded>, place: string) => Action<ReadyFile, Uploaded>;

/** Walks one schedule, and throws where something is lost, overwritten or listed. */
const walk = async (
  steps: readonly Step[],
  sabotage: Sabotage = (action) => action,
  ifAbsent = true,
): Promise<void> => {
  const place = await quickDirectory();
  const clock = virtualClock(Date.now());
  let fates: Fate[] = [];
  /** Held back: requests wait, and files change under them. */
  let gate: { readonly open: Promise<void>; readonly release: () => void } | undefined;
  let unknown = 0;
  const inner = memoryObjectStore(async (operation) => {
    await gate?.open;
    const next = fates.shift() ?? 'fine';
    if (operation === 'create' && next === 'lost') unknown++;
    return next;
  });
  const store = ifAbsent
    ? inner
    : {
        ...inner,
        put: (key: string, body: Uint8Array, options: Parameters<typeof inner.put>[2]) =>
          inner.put(key, body, { ...options, ifAbsent: false }),
      };
  inner.objects.set('b', FOREIGN);
  const memory = keptUploads();
  const kept: { position: unknown; remembered: Map<string, unknown> } = {
    position: undefined,
    remembered: new Map(),
  };

  /** What waits for the disk; a request that is held back waits for longer. */
  let busy = 0;
  const counted =
    <A extends readonly unknown[], R>(work: (...asked: A) => Promise<R>) =>
    async (...asked: A): Promise<R> => {
      busy++;
      try {
        return await work(...asked);
      } finally {
        busy--;
      }
    };

  const begin = () => {
    const end = new AbortController();
    const left = new Map<string, string>();
    const action = upload({
      ...{
        directory: place,
        store,
        prefix: '',
        guard: 'conditional',
        verify: 'checksum',
        after: 'delete',
        memory,
        left,
        clock,
      },
      keyOf: parseKeyTemplate('{path}', { prefix: '', host: '' }),
      small: 20,
      random: () => 0.5,
    });
    const finish = async (row: ReadyFile, outcome: Uploaded): Promise<void> => action.finish?.(row, outcome);
    const files = directory({
      ...{ directory: place, settle: SETTLE, clock, random: () => 0.5 },
      walk: counted(walkDirectory),
    });
    const run = acting<ReadyFile, Uploaded, FilesReport | WaitingFile>(
      files,
      sabotage({ ...action, perform: counted(action.perform), finish: counted(finish) }, place),
      {
        ...{ concurrency: 2, takes: isReadyFile, clock, random: () => 0.5 },
      },
    ).read({
      position: kept.position,
      remembered: new Map(kept.remembered),
      stop: end.signal,
      abandon: end.signal,
      view: { view: () => undefined },
    });
    const pumping = (async () => {
      for await (const { position, remembered = new Map<string, unknown>() } of run) {
        if (end.signal.aborted) return;
        // A commit: all or nothing.
        kept.position = position;
        for (const [key, value] of remembered) {
          if (value === undefined) kept.remembered.delete(key);
          else kept.remembered.set(key, value);
        }
        await run.acknowledge?.(position);
      }
    })();
    return async () => {
      end.abort();
      gate?.release();
      gate = undefined;
      await pumping;
      await run.close?.();
      await turns(4);
    };
  };

  /** What the writers of the files know to be in them. */
  const written = new Map<string, Buffer>();
  const check = (): void => {
    const there = new Set(readdirSync(place));
    const objects = [...inner.objects.values()];
    for (const [name, content] of written) {
      if (there.has(name)) continue;
      // While it is being removed it has a name of its own, and is shipped already.
      if (!objects.some((object) => object.equals(content)))
        throw new Error(`${name} is gone, and ${content.toString('hex')} is nowhere`);
      written.delete(name);
    }
    if (inner.objects.get('b')?.equals(FOREIGN) !== true)
      throw new Error('something foreign was overwritten');
    if (inner.operations.includes('list')) throw new Error('something was listed');
  };
  const pass = async (time: number): Promise<void> => {
    for (let left = time; left > 0; left -= 100) {
      await clock.advance(Math.min(100, left));
      for (let n = 0; n < 100 && (n < 3 || busy > 0); n++) await turns(2);
      check();
    }
  };

  let crash = begin();
  let bytes = 0;
  const content = (length: number): Buffer => Buffer.from(Array.from({ length }, () => 32 + (bytes++ % 90)));
  const all = steps.flatMap((one): readonly Step[] =>
    one.do === 'meanwhile'
      ? [
          { ...one, do: 'write' },
          { do: 'hold' },
          { do: 'pass', time: 3 * SETTLE },
          { ...one, do: 'append' },
          { do: 'release' },
          { do: 'pass', time: 100 },
        ]
      : [one],
  );
  for (const one of all) {
    const name = 'file' in one ? (NAMES[one.file] ?? 'a') : 'a';
    const path = join(place, name);
    check();
    switch (one.do) {
      case 'write': {
        const body = content(one.length);
        writeFileSync(path, body);
        written.set(name, body);
        break;
      }
      case 'append': {
        if (!written.has(name)) break;
        const more = content(one.length);
        const before = readdirSync(place).includes(name) ? readFileSync(path) : Buffer.alloc(0);
        appendFileSync(path, more);
        written.set(name, Buffer.concat([before, more]));
        break;
      }
      case 'truncate': {
        if (!readdirSync(place).includes(name)) break;
        const length = Math.min(one.length, readFileSync(path).length);
        truncateSync(path, length);
        written.set(name, readFileSync(path));
        break;
      }
      case 'rename': {
        const to = NAMES[one.to] ?? 'a';
        // Whoever overwrites a file has lost it himself.
        if (to === name || !readdirSync(place).includes(name) || readdirSync(place).includes(to)) break;
        renameSync(path, join(place, to));
        written.set(to, readFileSync(join(place, to)));
        written.delete(name);
        break;
      }
      case 'pass':
        await pass(one.time);
        break;
      case 'crash':
        await crash();
        crash = begin();
        break;
      case 'hold':
        gate ??= opened();
        break;
      case 'release':
        gate?.release();
        gate = undefined;
        break;
      case 'fates':
        fates = [...one.fates];
        break;
    }
  }
  check();
  // In the end all is well, and everything is shipped.
  gate?.release();
  gate = undefined;
  fates = [];
  for (let n = 0; n < 400 && readdirSync(place).length > 0; n++) await pass(2 * SETTLE);
  await crash();
  expect(readdirSync(place)).toEqual([]);
  check();
  // Of an upload whose answer was lost nobody knows; every other one is taken back, or remembered.
  expect(inner.uploads.size - memory.kept.size).toBeLessThanOrEqual(unknown);
};

const opened = () => {
  let release = (): void => undefined;
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { open, release };
};

const RUNS = Number(process.env.TIDEMARK_SCHEDULES ?? 40);

it('whatever is written, renamed and truncated, whatever the store does, and wherever it is killed: nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), (steps) => walk(steps)),
    { numRuns: RUNS },
  );
});

const lost = [
  { do: 'write', file: 0, length: 10 },
  { do: 'fates', fates: ['failed', 'failed', 'failed'] },
  { do: 'pass', time: 3 * SETTLE },
] as const satisfies readonly Step[];

it('planted: what is removed without having been shipped is found', async () => {
  const careless: Sabotage = (action) => ({
    ...action,
    finish: async (row, outcome) => action.finish?.(row, { ...outcome, shipped: true }),
  });
  await expect(walk(lost, careless)).rejects.toThrow('is nowhere');
  await walk(lost);
});

it('planted: what is removed by its name alone is found', async () => {
  const byName: Sabotage = (action, place) => ({
    ...action,
    finish: async ({ path }, { shipped }) => {
      if (shipped) rmSync(join(place, path), { force: true });
    },
  });
  const steps = [{ do: 'meanwhile', file: 0, length: 10 }] as const satisfies readonly Step[];
  await expect(walk(steps, byName)).rejects.toThrow('is nowhere');
  await walk(steps);
});

it('planted: what is written without a condition is found', async () => {
  const steps = [
    { do: 'write', file: 1, length: 10 },
    { do: 'pass', time: 3 * SETTLE },
  ] as const satisfies readonly Step[];
  await expect(walk(steps, undefined, false)).rejects.toThrow('foreign');
  await walk(steps);
});
