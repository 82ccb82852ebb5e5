import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpContent } from '../../../src/io/sinks/http/body-template.js';
import { type HttpSinkOptions, httpSink } from '../../../src/io/sinks/http.js';
import type { Emitted } from '../../../src/io/sinks/sink.js';
import { composeWith } from '../../support/drive-sink.js';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.js';

type Options = Partial<HttpSinkOptions>;

const textsOf = (options: Options, ...rows: readonly object[]): readonly string[] => {
  const emitted = rows.map((row, i): Emitted => ({ pipeline: 'p', stream: 's', id: `i${i}`, row }));
  const { deliveries } = composeWith(
    httpSink({ url: 'http://x.example', ...options }),
    emitted,
    undefined,
    0,
  );
  return deliveries.map(({ body }) => (body as HttpContent).text);
};

const HOSTILE = { path: `/"},"a":{"b":'<!channel> *x* & a=b\\\n` };
const asType = (type: string): Options => ({ headers: { 'Content-Type': type } });

describe('values in a body are written for what they stand in', () => {
  it.each([
    ['a text is sent as it is', {}, '{path}', `/"},"a":{"b":'<!channel> *x* & a=b\\\\x0a`],
    [
      'JSON by its look',
      {},
      '{"t":"{path}"}',
      `{"t":"/\\"},\\"a\\":{\\"b\\":'<!channel> *x* & a=b\\\\\\\\x0a"}`,
    ],
    [
      'JSON by its type',
      asType('application/problem+json; charset=utf-8'),
      '"{path}"',
      `"/\\"},\\"a\\":{\\"b\\":'<!channel> *x* & a=b\\\\\\\\x0a"`,
    ],
    [
      'a form',
      asType('application/x-www-form-urlencoded'),
      'p={path}',
      'p=%2F%22%7D%2C%22a%22%3A%7B%22b%22%3A%27%3C%21channel%3E%20%2Ax%2A%20%26%20a%3Db%5C%5Cx0a',
    ],
    [
      'HTML',
      asType('text/html'),
      '<p>{path}</p>',
      '<p>/&quot;},&quot;a&quot;:{&quot;b&quot;:&#39;&lt;!channel&gt; *x* &amp; a=b\\\\x0a</p>',
    ],
    [
      'markdown, asked for',
      { escape: 'markdown' },
      '*{path}*',
      `*\\/\\"\\}\\,\\"a\\"\\:\\{\\"b\\"\\:\\'\\<\\!channel\\> \\*x\\* \\& a\\=b\\\\\\\\x0a*`,
    ],
    [
      'Slack in JSON',
      { escape: 'slack' },
      '{"text":"{path}"}',
      `{"text":"/\\"},\\"a\\":{\\"b\\":'&lt;!channel&gt; *x* &amp; a=b\\\\\\\\x0a"}`,
    ],
    [
      'none, asked for',
      { ...asType('application/json'), escape: 'none' },
      '"{path}"',
      `"/"},"a":{"b":'<!channel> *x* & a=b\\\\x0a"`,
    ],
  ] as const)('%s', (_, options, body, text) => {
    expect(textsOf({ ...options, body }, HOSTILE)).toEqual([text]);
  });

  it('a value of JSON without quotes is a number, or a text in quotes', () => {
    const row = { hits: 3, rate: 1e21, path: '1,"x":2', none: null, word: 'true', upper: 'TRUE' };
    const body =
      '{"a":{hits},"b":{rate},"c":{path},"d":{none},"e":{word},"f":{upper},"g":{gone},"h":"{hits}"}';
    expect(JSON.parse(textsOf({ body }, row)[0] ?? '')).toEqual({
      a: 3,
      b: 1e21,
      c: '1,"x":2',
      d: null,
      e: true,
      f: 'TRUE',
      g: null,
      h: '3',
    });
  });

  it('a body that is a map is JSON anyhow, and its texts are in what is asked for', () => {
    const body = { text: 'at <b>{path}</b>' };
    expect(JSON.parse(textsOf({ body }, HOSTILE)[0] ?? '')).toEqual({
      text: `at <b>/"},"a":{"b":'<!channel> *x* & a=b\\\\x0a</b>`,
    });
    expect(textsOf({ body, escape: 'html' }, { path: '<&>' })).toEqual([
      '{"text":"at <b>&lt;&amp;&gt;</b>"}',
    ]);
  });

  it('two braces stand for one', () => {
    const body = { a: '{{path}} {path} {{path:%}} {{x y}} {}', b: '{"c":{"d":1}}' };
    expect(textsOf({ body }, { path: '/x' })).toEqual([
      JSON.stringify({ a: '{path} /x {path:%} {{x y}} {}', b: '{"c":{"d":1}}' }),
    ]);
    expect(textsOf({ body: '{"a":{"b":"{path}"}}' }, { path: '/x' })).toEqual(['{"a":{"b":"/x"}}']);
  });

  it('JSON stays the JSON that it was, whatever the value', () => {
    const any = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary' }));
    const ways = fc.constantFrom(undefined, 'json', 'html', 'markdown', 'slack', 'url' as const);
    fc.assert(
      fc.property(any, ways as fc.Arbitrary<HttpSinkOptions['escape']>, (path, asked) => {
        const options = {
          body: '{"a":["{path}",{path}],"b":{"c":"x{path}"}}',
          ...(asked && { escape: asked }),
        };
        const parsed = JSON.parse(textsOf(options, { path })[0] ?? '');
        expect(Object.keys(parsed)).toEqual(['a', 'b']);
        expect(parsed.a).toHaveLength(2);
        expect(Object.keys(parsed.b)).toEqual(['c']);
        expect(parsed.b.c).toBe(`x${parsed.a[0]}`);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a body for each state', () => {
  const transition = (state: string, reminder?: true) => ({
    ...{ was: 'ok', state, because: [], message: state },
    ...(reminder && { reminder }),
  });
  const rows = [
    transition('firing'),
    transition('firing'),
    transition('firing', true),
    transition('ok'),
    { message: 'a row' },
    transition('firing'),
  ];

  it('is sent by itself, in order', () => {
    const bodies = { firing: 'FIRE {message}', resolved: 'OK {message}' };
    expect(textsOf({ body: 'ROW {message}', bodies }, ...rows)).toEqual(
      ['FIRE firing\nFIRE firing\nFIRE firing', 'OK ok', 'ROW a row', 'FIRE firing'].flatMap((text) =>
        text.startsWith('FIRE firing\n') ? ['FIRE firing\nFIRE firing', 'FIRE firing'] : [text],
      ),
    );
  });

  it('leaves to the body what has none', () => {
    expect(textsOf({ body: '{state}', bodies: { reminder: 'still' } }, ...rows.slice(0, 4))).toEqual([
      'firing\nfiring',
      'still',
      'ok',
    ]);
  });
});
