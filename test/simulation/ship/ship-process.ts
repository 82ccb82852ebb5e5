import { acting } from '../../../src/io/actions/acting.js';
import type { Action } from '../../../src/io/actions/action.js';
import { parseKeyTemplate } from '../../../src/io/actions/upload/key-template.js';
import type { UploadMemory } from '../../../src/io/actions/upload/upload-memory.js';
import type { Uploaded } from '../../../src/io/actions/upload/uploaded.js';
import { upload } from '../../../src/io/actions/upload.js';
import type { Clock } from '../../../src/io/clock.js';
import type { ObjectStore } from '../../../src/io/object-store/object-store.js';
import {
  type FilesReport,
  isReadyFile,
  type ReadyFile,
  type WaitingFile,
} from '../../../src/io/sources/directory/directory-rows.js';
import { walkDirectory } from '../../../src/io/sources/directory/walk-directory.js';
import { directory } from '../../../src/io/sources/directory.js';
import { turns } from '../../support/turns.js';
import { livedBy } from './crashing-disk.js';
import type { ShipLife } from './ship-life.js';
import { SETTLE, type ShipStory, SMALL } from './ship-story.js';

export type Sabotage = (action: Action<ReadyFile, Uploaded>, place: string) => Action<ReadyFile, Uploaded>;

/** What is there when a process begins, and when it is gone. */
export interface Committed {
  position: unknown;
  readonly remembered: Map<string, unknown>;
  /** Files that a commit says are shipped: path and bytes. */
  readonly shipped: Set<string>;
}

export interface ShipWorld {
  readonly story: ShipStory;
  readonly place: string;
  readonly moved: string;
  readonly store: ObjectStore;
  readonly memory: UploadMemory;
  readonly committed: Committed;
  readonly sabotage: Sabotage;
}

/** Each request with a point before and after it. */
const watchedStore = (store: ObjectStore, life: ShipLife): ObjectStore => {
  const does =
    <A extends readonly unknown[], R>(name: string, ask: (...asked: A) => Promise<R>) =>
    async (...asked: A): Promise<R> => {
      await life.point(`before ${name}`);
      try {
        return await ask(...asked);
      } finally {
        await life.point(`after ${name}`);
      }
    };
  return {
    ...store,
    put: does('put', store.put),
    head: does('head', store.head),
    get: does('get', store.get),
    createUpload: does('create', store.createUpload),
    putPart: does('part', store.putPart),
    completeUpload: does('complete', store.completeUpload),
    abortUpload: does('abort', store.abortUpload),
  };
};

const watchedMemory = (memory: UploadMemory, life: ShipLife): UploadMemory => ({
  remember: async (begun) => {
    const forget = await life.does('remember', () => memory.remember(begun));
    return () => life.does('forget', forget);
  },
  left: memory.left,
});

/** Runs a shipper as a process would; answers with what buries it. */
export const startShipper = (world: ShipWorld, life: ShipLife, clock: Clock): (() => Promise<void>) => {
  const { story, place, moved, committed, sabotage } = world;
  const end = new AbortController();
  const left = new Map<string, string>();
  const { store: kind, after, concurrency } = story;
  const action = upload({
    ...{ directory: place, prefix: '', left, clock, small: SMALL, random: () => 0.5 },
    store: watchedStore(world.store, life),
    memory: watchedMemory(world.memory, life),
    guard: kind === 'ignores conditions' ? 'head' : 'conditional',
    verify: kind === 'lies' ? 'read-back' : 'checksum',
    after: after === 'move' ? { move: moved } : 'delete',
    keyOf: parseKeyTemplate('{path}', { prefix: '', host: '' }),
  });
  const files = directory({
    ...{ directory: place, settle: SETTLE, clock, random: () => 0.5 },
    walk: (...asked) => life.counted(() => walkDirectory(...asked)),
    whyLeft: (path) => left.get(path),
  });
  const run = acting<ReadyFile, Uploaded, FilesReport | WaitingFile>(files, sabotage(action, place), {
    ...{ concurrency, takes: isReadyFile, clock, random: () => 0.5 },
  }).read({
    position: committed.position,
    remembered: new Map(committed.remembered),
    stop: end.signal,
    abandon: end.signal,
    view: { view: () => undefined },
  });
  const chunks = run[Symbol.asyncIterator]();
  const pump = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done === true || life.isDead || end.signal.aborted) return;
      const isTold = value.rows.some((row) => row.kind === 'upload') || value.remembered !== undefined;
      if (isTold) await life.point('before commit');
      // All or nothing.
      committed.position = value.position;
      for (const [key, held] of value.remembered ?? []) {
        if (held === undefined) committed.remembered.delete(key);
        else committed.remembered.set(key, held);
      }
      for (const row of value.rows) {
        if (row.kind === 'upload' && row.shipped) committed.shipped.add(`${row.path} ${row.bytes}`);
      }
      if (isTold) await life.point('after commit');
      await run.acknowledge?.(value.position);
    }
  };
  const pumping = livedBy(life, pump);
  pumping.catch(() => undefined);
  return async () => {
    life.kill();
    end.abort();
    // What is left of it does nothing any more, and closes what it has open.
    const ended = Promise.allSettled([chunks.return?.()]);
    await Promise.race([ended, turns(4)]);
    await life.buried();
  };
};
