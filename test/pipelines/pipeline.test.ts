import { describe, expect, it } from 'vitest';
import type { Timed } from '../../src/operators/batch.js';
import type { Rejected } from '../../src/operators/rejected.js';
import { where } from '../../src/operators/where.js';
import { pipeline, REJECTED, sinksOf } from '../../src/pipelines/pipeline.js';
import { memorySink } from '../../src/testing/memory-sink.js';
import { at, runNow, scripted } from './scripted.js';

const all = () => where<Timed>(() => true);

describe('pipeline', () => {
  it('refuses two streams of one name', () => {
    const builder = pipeline('p').from(scripted([])).stream('a', [all()], []);
    expect(() => builder.stream('a', [all()], [])).toThrow('Pipeline "p" has two streams named "a".');
  });

  it('changes nothing that was built before', () => {
    const builder = pipeline('p').from(scripted([]));
    const before = builder.spec();
    builder.stream('a', [all()], []).time({ lateness: '1m' }).rejectedTo(memorySink());
    expect(builder.spec()).toEqual(before);
    expect(before.streams).toEqual([]);
  });

  it('counts a sink that several streams share as one, and names those that have one name apart', () => {
    const [a, b] = [memorySink('out'), memorySink('out')];
    const spec = pipeline('p')
      .from(scripted([]))
      .stream('x', [all()], [a, b])
      .stream('y', [all()], [b, a])
      .spec();
    expect([...sinksOf(spec)]).toEqual([
      ['out', a],
      ['out 2', b],
    ]);
  });
});

describe('a running pipeline', () => {
  it('gives a shared sink the rows of all its streams, batch by batch in the order of the streams', async () => {
    const sink = memorySink();
    const spec = pipeline('p')
      .from(scripted([{ rows: at(1) }, { rows: at(5) }]))
      .stream('x', [all()], [sink])
      .stream('y', [where<Timed>(({ time }) => time > 2000)], [sink])
      .spec();
    const { streams } = await runNow(spec);
    expect(sink.rows.map(({ pipeline: name, stream, row }) => [name, stream, (row as Timed).time])).toEqual([
      ['p', 'x', 1000],
      ['p', 'x', 5000],
      ['p', 'y', 5000],
    ]);
    expect(streams).toMatchObject([
      { name: 'x', rows: 2, counted: 2, filtered: 0, emitted: 2 },
      { name: 'y', rows: 2, counted: 1, filtered: 1, emitted: 1 },
    ]);
  });

  it('says what it rejects once, however many streams there are, and what a stream rejects too', async () => {
    const rejected = memorySink<Rejected>('rejected');
    const throwing = where<Timed>(({ time }) => {
      if (time === 2000) throw new Error('Not two.');
      return true;
    });
    const spec = pipeline('p')
      .from(scripted([{ rows: at(1, 2), rejected: [{ reason: 'malformed', offset: 0 }] }]))
      .stream('x', [throwing], [])
      .stream('y', [all()], [])
      .rejectedTo(rejected)
      .spec();
    const balance = await runNow(spec);
    expect(rejected.rows.map(({ stream, row }) => [stream, row.reason])).toEqual([
      ['rejected', 'malformed'],
      ['rejected', 'expression'],
    ]);
    expect(balance.rejected).toEqual({ malformed: 1 });
    expect(balance.streams.map((stream) => stream.rejected)).toEqual([{ expression: 1 }, {}]);
  });

  it('shows a stream of rejected inputs each of them once, and never what such a stream turns away itself', async () => {
    const rejected = memorySink<Rejected>('rejected');
    const seen: string[] = [];
    const throwing = where<Timed & Rejected>(({ reason }) => {
      seen.push(reason);
      throw new Error('Not this one.');
    });
    const malformed = { rejected: [{ reason: 'malformed', offset: 0 }] } as const;
    const spec = pipeline('p')
      .from(scripted([{ rows: at(1), ...malformed }, { rows: at(2) }, { rows: at(3) }]))
      .stream('bad', [throwing], [], { from: REJECTED })
      .rejectedTo(rejected)
      .spec();
    const balance = await runNow(spec);
    expect(seen).toEqual(['malformed']);
    expect(rejected.rows.map(({ row }) => row.reason)).toEqual(['malformed', 'expression']);
    expect(balance.streams).toMatchObject([{ name: 'bad', rows: 1, rejected: { expression: 1 } }]);
  });

  it('counts rows and says what is rejected where no stream takes them', async () => {
    const rejected = memorySink<Rejected>('rejected');
    const chunk = { rows: at(1, 2), rejected: [{ reason: 'malformed', offset: 0 }] } as const;
    const spec = pipeline('p')
      .from(scripted([chunk]))
      .rejectedTo(rejected)
      .spec();
    expect(await runNow(spec)).toMatchObject({ rows: 2, rejected: { malformed: 1 } });
    expect(rejected.rows).toHaveLength(1);
  });

  it('runs without any sink, for its balance', async () => {
    const spec = pipeline('p')
      .from(scripted([{ rows: at(1, 2) }]))
      .stream('x', [all()], [])
      .spec();
    expect((await runNow(spec)).streams).toMatchObject([{ rows: 2, emitted: 2 }]);
  });
});
