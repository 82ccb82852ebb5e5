import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseYaml } from '../../../src/config/document/parse-yaml.js';
import { plainItems } from '../../../src/config/document/plain-items.js';

/** What the real reader says, where it has nothing to complain of. */
const whole = (text: string): unknown => {
  const [first, ...others] = parseYaml('targets.yaml', text);
  return others.length > 0 || first === undefined || first.diagnostics.length > 0
    ? undefined
    : first.document.value;
};

describe('a list in YAML as programs write it', () => {
  it.each([
    ['texts', '- https://a.example.com/\n- b:c\n- "#1"\n', ['https://a.example.com/', 'b:c', '#1']],
    ['a map', '- url: a\n\n  name: site 5\n  every: 30s\n', [{ url: 'a', name: 'site 5', every: '30s' }]],
    ['a dash alone further left', '  -   url: a\n      timeout: 5\n', [{ url: 'a', timeout: 5 }]],
    [
      'a list below its key',
      '- expect:\n    status:\n    - 200\n    - 204\n',
      [{ expect: { status: [200, 204] } }],
    ],
    [
      'maps in a list',
      '- windows:\n  - from: 2_55\n    days: [sat, sun]\n  - { from: a, for: 5m }\n',
      [
        {
          windows: [
            { from: '2_55', days: ['sat', 'sun'] },
            { from: 'a', for: '5m' },
          ],
        },
      ],
    ],
    [
      'nothing in brackets',
      "- tags: {}\n  urls: [ ]\n  body: 'true'\n",
      [{ tags: {}, urls: [], body: 'true' }],
    ],
    ['ends of Windows', '- url: a\r\n  every: 1m\r\n', [{ url: 'a', every: '1m' }]],
  ])('reads %s', (_, text, value) => {
    expect(plainItems(text)).toEqual(value);
    expect(whole(text)).toEqual(value);
  });

  it.each(
    [
      ...[
        '- true',
        '- Null',
        '- ~',
        '- 007',
        '- 1.5',
        '- 1e3',
        '- 0x1f',
        '- .inf',
        '- -1',
        '- +1',
        '- 9007199254740993',
      ],
      ...[
        '- a # b',
        '- a: b: c',
        '- &a b',
        '- !!str 1',
        '- |\n  a',
        '- a\n  b',
        '- "a\\n"',
        "- 'a''b'",
        '- Köln',
        '- a\tb',
      ],
      ...[
        '-',
        '- - a',
        '- a:',
        '- a: 1\n  a: 2',
        '- a: 1\n   b: 2',
        '- toString: 1',
        '- ? a',
        '- [a, [b]]',
        '- {a: (b, c)}',
      ],
      ...[
        '- [a,]',
        '- [a',
        '- {a}',
        '- {a:1}',
        '- a\n-b',
        '- a\r- b',
        '- "a" b',
        '- a:\n  b: 1',
        '---\n- a',
        '- [a: b]',
      ],
    ].map((text) => [text]),
  )('leaves to the real reader: %j', (text) => {
    expect(plainItems(text)).toBeUndefined();
  });

  const key = fc.stringMatching(/^[A-Za-z][\w-]{0,4}$/);
  const text = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.stringMatching(/^[\w ./:@%+=~?&;,!*()|$^<>{}[\]"'#-]{0,8}$/),
  );
  const scalar = fc.oneof(
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('0', '1_0', '12:30', '1.2.3'),
  );
  const value = fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(key, scalar, { maxKeys: 3 }),
    fc.dictionary(key, fc.array(fc.dictionary(key, scalar, { maxKeys: 2 }), { maxLength: 2 }), {
      maxKeys: 2,
    }),
  );
  const list = fc.array(fc.oneof(scalar, fc.dictionary(key, value, { maxKeys: 4 })), {
    minLength: 1,
    maxLength: 3,
  });
  const written = fc
    .tuple(list, fc.constantFrom(2, 3, 4), fc.boolean(), fc.boolean())
    .map(([items, indent, indentSeq, isFlow]) =>
      stringify(items, { indent, indentSeq, ...(isFlow && { collectionStyle: 'any' }) }),
    );

  it('means the same to the real reader, whatever is in it', () => {
    let read = 0;
    fc.assert(
      fc.property(written, (yaml) => {
        const plain = plainItems(yaml);
        if (plain !== undefined) {
          read++;
          expect(plain).toEqual(whole(yaml));
        }
      }),
      { numRuns: 2000, seed: 14 },
    );
    expect(read).toBeGreaterThan(200);
  });

  it('means the same to the real reader, however it is broken', () => {
    const signs = fc.constantFrom(
      ...[
        ' ',
        '  ',
        '\n',
        '\n  ',
        ':',
        ': ',
        '- ',
        '#',
        ' #',
        ',',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '0',
        'e',
        '.',
        '|',
        '&',
        '*',
        '~',
        '?',
        '\r',
        '\t',
        '<<: ',
        'é',
      ],
    );
    const plainList = fc
      .array(
        fc.constantFrom(
          '- url: https://a/\n',
          '  name: b c\n',
          '  expect:\n',
          '    status: [200, 204]\n',
          '    total: 5s\n',
          '- "q"\n',
          '  tags: { a: b, c: 1 }\n',
          '  list:\n',
          '  - x\n',
          '  - y: 1\n',
          '    z: 2\n',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((lines) => lines.join(''));
    fc.assert(
      fc.property(
        plainList,
        fc.array(fc.tuple(fc.nat(), signs, fc.nat(2)), { maxLength: 3 }),
        (start, edits) => {
          const yaml = edits.reduce((before, [place, sign, cut]) => {
            const at = place % (before.length + 1);
            return before.slice(0, at) + sign + before.slice(at + cut);
          }, start);
          const plain = plainItems(yaml);
          if (plain !== undefined) expect(plain).toEqual(whole(yaml));
        },
      ),
      { numRuns: 4000, seed: 15 },
    );
  });
});
