import { describe, expect, it } from 'vitest';
import { acting } from '../../../src/io/actions/acting.js';
import { sourceStart } from '../../../src/io/sources/source-start.js';
import { scriptedSource } from '../../support/scripted-source.js';
import { turns } from '../../support/turns.js';
import { drive, type Kept, noting, type Result, scriptedAction, type Task, tasks } from './kit.js';

const CHUNKS = [{ rows: tasks('a@1', 'b@2') }];

/** What a run leaves that was killed after the commit of what it took. */
const leftOut = async (
  intent: 'first' | 'none',
  chunks: readonly { readonly rows: Task[] }[] = CHUNKS,
): Promise<Kept> => {
  const driven = drive(scriptedSource(chunks), scriptedAction({ intent }));
  await driven.all();
  await driven.commit();
  return driven.kept;
};

describe('after a crash', () => {
  it('what a commit holds as out is performed again with intent first, before the source is asked', async () => {
    const kept = await leftOut('first');
    const action = scriptedAction();
    const source = scriptedSource<Task>(CHUNKS);
    const again = drive(source, action, {}, kept);
    expect(await again.next()).toBe('since=1');
    expect(action.calls.map(({ row, again }) => [row, again])).toEqual([
      [{ key: 'a', time: 1 }, true],
      [{ key: 'b', time: 2 }, true],
    ]);
    expect(source.pulls).toBe(0);
    action.end('a');
    expect(await again.loop()).toEqual(['[a@1 done] since=2']);
  });

  it('what no commit holds is given by the source again, and not performed as if it had been', async () => {
    const driven = drive(scriptedSource(CHUNKS), scriptedAction());
    await driven.all();
    const action = scriptedAction();
    const again = drive(scriptedSource(CHUNKS), action, {}, driven.kept);
    await again.loop();
    expect(action.calls.map(({ again }) => again)).toEqual([false, false]);
  });

  it('what was out is missed with intent none, each once, and its key is free', async () => {
    const kept = await leftOut('none');
    const action = scriptedAction({ intent: 'none' });
    const source = scriptedSource<Task>(CHUNKS, 'wait');
    const again = drive(source, action, {}, kept);
    expect(await again.loop()).toEqual(['[a@1 missed: crash] [b@2 missed: crash] since=Infinity']);
    await again.commit();
    source.push({ rows: tasks('a@3') });
    expect(await again.loop()).toEqual(['since=3']);
    const last = drive(source, action, {}, again.kept);
    expect(await last.loop()).toEqual(['since=3']);
  });

  it('what was missed is missed again where no commit holds that', async () => {
    const kept = await leftOut('none');
    for (let n = 0; n < 2; n++) {
      const again = drive(scriptedSource(CHUNKS), scriptedAction({ intent: 'none' }), {}, kept);
      expect((await again.all())[0]).toBe('[a@1 missed: crash] [b@2 missed: crash] since=Infinity');
    }
  });

  it('no more is performed at once than the new run may', async () => {
    const kept = await leftOut('first', [{ rows: tasks('a@1', 'b@2', 'c@3', 'd@4') }]);
    const action = scriptedAction();
    const again = drive(scriptedSource<Task>([{}]), action, { concurrency: 3 }, kept);
    await again.loop();
    expect(action.running).toEqual(['a', 'b', 'c']);
  });

  it('an outcome that is committed is not told again, and its finish comes', async () => {
    const finished: string[] = [];
    const finish = async ({ key }: Task, { was }: Result) => void finished.push(`${key}: ${was}`);
    const action = scriptedAction({ finish: () => new Promise(() => undefined) });
    const driven = drive(scriptedSource(CHUNKS), action);
    await driven.loop();
    action.end('a', 'half');
    await driven.loop();
    const again = drive(scriptedSource(CHUNKS), scriptedAction({ finish }), {}, driven.kept);
    expect(await again.loop()).toEqual(['since=2']);
    expect(finished).toEqual(['a: half']);
    await again.commit();
    expect([...again.kept.remembered.keys()]).toEqual(['out:a', 'out:b']);
  });

  it('what is unfinished is forgotten where the action finishes nothing any more', async () => {
    const action = scriptedAction({ finish: () => new Promise(() => undefined) });
    const driven = drive(scriptedSource([{ rows: tasks('a@1') }]), action);
    await driven.loop();
    action.end('a');
    await driven.loop();
    const again = drive(scriptedSource<Task>([{}]), scriptedAction(), {}, driven.kept);
    expect(await again.loop()).toEqual(['', 'ended']);
    await again.commit();
    expect(again.kept.remembered).toEqual(new Map());
  });

  it('the source goes on from its own position with what it remembers itself', async () => {
    const source = noting(scriptedSource<Task>([...CHUNKS, {}]));
    const action = scriptedAction();
    const driven = drive(source, action);
    await driven.next();
    await driven.commit();
    action.end('a');
    await turns();
    await driven.loop();
    await driven.commit();
    const starts: unknown[] = [];
    const inner = scriptedSource<Task>([]);
    const watched = {
      read: (start: Parameters<typeof inner.read>[0]) => {
        starts.push([start.position, start.remembered]);
        return inner.read(start);
      },
    };
    acting(watched, action, { concurrency: 1 }).read(sourceStart(driven.kept));
    expect(starts).toEqual([[2, new Map([['a', 1]])]]);
  });

  it('the position or memory of something else is refused', () => {
    const source = acting(scriptedSource<Task>([]), scriptedAction(), { concurrency: 1 });
    const read = (kept: Partial<Kept>) => () => source.read(sourceStart(kept));
    const refused = expect.objectContaining({
      code: 'bad-options',
      message: expect.stringContaining('not of actions'),
    });
    for (const position of [7, 'x', null, {}, { turn: 'x' }, { turn: 0.5 }, { members: [] }]) {
      expect(read({ position })).toThrow(refused);
    }
    for (const [key, value] of [
      ['a', 1],
      ['outer:a', 1],
      ['', 1],
      ['out', 1],
      ['out:a', 7],
      ['out:a', null],
      ['out:a', {}],
    ] as const) {
      expect(read({ remembered: new Map([[key, value]]) })).toThrow(refused);
    }
  });

  it('whoever changes the rows that were given does not change what is remembered', async () => {
    const action = scriptedAction({ intent: 'none', finish: () => new Promise(() => undefined) });
    const run = acting(scriptedSource(CHUNKS), action, { concurrency: 9 }).read(sourceStart());
    const chunks = run[Symbol.asyncIterator]();
    await chunks.next();
    action.end('a');
    const { value } = await chunks.next();
    for (const row of value?.rows ?? []) Object.assign(row, { was: 'changed' });
    expect(value?.remembered?.get('out:a')).toMatchObject({ outcome: { was: 'done' } });
  });
});

describe('a source that notes outcomes', () => {
  it('is told of each, missed ones too, and its notes are in a later chunk', async () => {
    const source = noting(scriptedSource<Task>([...CHUNKS, {}]));
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(source, action);
    await driven.all();
    await driven.commit();
    const again = drive(noting(scriptedSource<Task>([...CHUNKS, {}])), action, {}, driven.kept);
    await again.all();
    action.end('a', 'failed');
    expect(source.heard).toEqual([]);
    await driven.all();
    expect(source.heard).toEqual(['a: failed']);
    const missing = noting(scriptedSource<Task>([...CHUNKS, {}]));
    await drive(missing, scriptedAction({ intent: 'none' }), {}, driven.kept).all();
    expect(missing.heard).toEqual(['a: missed: crash', 'b: missed: crash']);
  });

  it('is told before it is asked for more, and what is finished is forgotten with the chunk that was asked for since', async () => {
    const inner = scriptedSource<Task>(CHUNKS, 'wait');
    const source = noting(inner);
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(source, action);
    await driven.all();
    action.end('a');
    await driven.all();
    await driven.commit();
    // This one was asked for before the outcome came.
    inner.push({});
    await driven.next();
    await driven.commit();
    expect(driven.kept.remembered.get('out:a')).toMatchObject({ outcome: { was: 'done' }, finished: true });
    inner.push({});
    await driven.next();
    await driven.commit();
    expect(driven.kept.remembered).toEqual(
      new Map<string, unknown>([
        ['out:b', { row: { key: 'b', time: 2 } }],
        ['inner:a', 1],
      ]),
    );
  });

  it('may give a row of the same key with the chunk in which it notes the outcome', async () => {
    const inner = scriptedSource<Task>([{ rows: tasks('a@1') }, { rows: tasks('a@5') }], 'wait');
    const action = scriptedAction({ intent: 'none' });
    const driven = drive(noting(inner), action);
    await driven.next();
    action.end('a', 'failed');
    await turns();
    expect(await driven.all()).toEqual(['[a@1 failed] since=Infinity', 'since=5']);
    await driven.commit();
    expect(driven.kept.remembered).toEqual(
      new Map<string, unknown>([
        ['out:a', { row: { key: 'a', time: 5 } }],
        ['inner:a', 1],
      ]),
    );
  });

  it('is told again after a restart of what it has had no occasion to note, before it is asked', async () => {
    const action = scriptedAction({ intent: 'none', finish: async () => undefined });
    const driven = drive(noting(scriptedSource<Task>(CHUNKS, 'wait')), action);
    await driven.loop();
    action.end('a');
    await driven.loop();
    await turns();
    const inner = scriptedSource<Task>([...CHUNKS, {}], 'wait');
    const source = noting(inner);
    const again = drive(
      source,
      scriptedAction({ intent: 'none', finish: async () => undefined }),
      {},
      driven.kept,
    );
    const first = again.next();
    expect([source.heard, inner.pulls]).toEqual([['a: done'], 0]);
    await first;
    await again.all();
    await again.commit();
    expect(again.kept.remembered.get('inner:a')).toBe(1);
  });

  it('is not told again of what a commit holds as noted, although it is not finished yet', async () => {
    const options = { intent: 'none', finish: () => new Promise<void>(() => undefined) } as const;
    const action = scriptedAction(options);
    const inner = scriptedSource<Task>(CHUNKS, 'wait');
    const driven = drive(noting(inner), action);
    await driven.loop();
    action.end('a');
    await driven.loop();
    for (let n = 0; n < 2; n++) {
      inner.push({});
      await driven.loop();
    }
    await driven.commit();
    const source = noting(scriptedSource<Task>([...CHUNKS, {}, {}], 'wait'));
    const again = drive(source, scriptedAction(options), {}, driven.kept);
    await again.loop();
    expect(source.heard).toEqual(['b: missed: crash']);
    expect(again.kept.remembered.get('inner:a')).toBe(1);
  });

  it('that ends without a chunk is told by the next run, and then the outcome is forgotten', async () => {
    const finished: string[] = [];
    const options = { intent: 'none', finish: async ({ key }: Task) => void finished.push(key) } as const;
    const action = scriptedAction(options);
    const driven = drive(noting(scriptedSource([{ rows: tasks('a@1') }])), action);
    await driven.loop();
    action.end('a');
    expect(await driven.loop()).toEqual(['[a@1 done] since=Infinity', '', 'ended']);
    await driven.commit();
    expect(driven.kept.remembered.get('out:a')).toMatchObject({ finished: true });
    const source = noting(scriptedSource<Task>([{}, {}]));
    const again = drive(source, scriptedAction(options), {}, driven.kept);
    await again.all();
    await again.commit();
    expect([finished, source.heard]).toEqual([['a'], ['a: done']]);
    expect(again.kept.remembered).toEqual(new Map([['inner:a', 1]]));
  });
});
