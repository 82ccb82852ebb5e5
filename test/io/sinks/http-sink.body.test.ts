import { describe, expect, it } from 'vitest';
import { type HttpSinkOptions, httpSink } from '../../../src/io/sinks/http.js';
import type { Delivery, Emitted } from '../../../src/io/sinks/sink.js';
import { composeWith } from '../../support/drive-sink.js';

describe('httpSink with a body', () => {
  const contentOf = (body: NonNullable<HttpSinkOptions['body']>, ...rows: readonly object[]) => {
    const sink = httpSink({ url: 'http://x.example', body });
    const emitted = rows.map((row, i): Emitted => ({ pipeline: 'p', stream: 's', id: `i${i}`, row }));
    const { deliveries } = composeWith(sink, emitted, undefined, 0);
    return deliveries.map((delivery: Delivery) => delivery.body);
  };
  const json = (value: unknown) => [{ type: 'application/json', text: JSON.stringify(value) }];

  it('fills the fields of the row into its strings, at any depth', () => {
    expect(
      contentOf(
        { text: '{stream}: {message} at {time}', list: [{ n: '{hits}' }, 7, true, null], fixed: 'as it is' },
        { message: 'say "hello"\n', time: 0, hits: 3 },
      ),
    ).toEqual(
      json({
        text: 's: say "hello"\n at 1970-01-01T00:00:00.000Z',
        list: [{ n: '3' }, 7, true, null],
        fixed: 'as it is',
      }),
    );
  });

  it('gives a line for each row where there is a field, and only one where there is none', () => {
    expect(contentOf({ to: '#ops', text: '{message}' }, { message: 'one' }, { message: 'two' })).toEqual(
      json({ to: '#ops', text: 'one\ntwo' }),
    );
  });

  it('leaves nothing in the place of a field that there is not, and a dash where there is no value', () => {
    expect(
      contentOf({ text: '<{nothing}{toString}{mean}{none}>' }, { mean: Number.NaN, none: null }),
    ).toEqual(json({ text: '<-->' }));
  });

  it('finds the key fields of a transition', () => {
    expect(
      contentOf({ text: '{section} {host}' }, { host: 'own', key: { section: '/blog', host: 'key' } }),
    ).toEqual(json({ text: '/blog own' }));
  });

  it('finds the details of a transition, after its own fields and its key', () => {
    const row = {
      host: 'own',
      key: { section: '/blog' },
      details: { host: 'x', section: 'y', rate: 0.0712 },
    };
    expect(contentOf({ text: '{section} {host} {rate:%}' }, row)).toEqual(json({ text: '/blog own 7.1%' }));
  });

  it('keeps the lines of a message, and of nothing else', () => {
    const row = { message: 'one\ntwo\u0007', section: '/a\n/b' };
    expect(contentOf('{message} {section}', row)).toEqual([
      { type: 'text/plain; charset=utf-8', text: 'one\ntwo\\x07 /a\\x0a/b' },
    ]);
  });

  it('sends a text alone as text', () => {
    expect(contentOf('{message}!', { message: 'one' }, { message: 'two' })).toEqual([
      { type: 'text/plain; charset=utf-8', text: 'one!\ntwo!' },
    ]);
  });
});
