import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../src/config/document/parse-yaml.js';
import { yamlInPieces } from '../../../src/config/document/yaml-in-pieces.js';

/** Small enough for a piece of each item. */
const SIZE = 1;

const whole = (text: string): unknown => {
  const [first, ...others] = parseYaml('targets.yaml', text);
  return others.length > 0 || first === undefined || first.diagnostics.length > 0
    ? undefined
    : first.document.value;
};

describe('a long list in YAML', () => {
  it.each([
    ['texts', '- https://a.example.com/\n- https://b.example.com/\n'],
    [
      'maps, comments and blank lines',
      '# all\n\n- url: a\n  tags: { team: x }\n# half\n\n- url: b # its own\n',
    ],
    ['a mark and a key', '---\nurls: # ours\n- a\n-\n  url: b\n'],
    ['an indented list', 'urls:\n  - a\n  - url: b\n    expect:\n      status:\n      - 200\n'],
    ['ends of Windows', '- url: a\r\n  every: 5m\r\n- b\r\n'],
    ['a text of several lines', '- body: |\n    - no item\n    #\n- "b\n  c"\n'],
    ['numbers that are too large', '- 90071992547409931\n- 1\n'],
  ])('is the same in pieces: %s', (_, text) => {
    expect(yamlInPieces(text, SIZE)).toEqual(whole(text));
    expect(whole(text)).toBeDefined();
  });

  it.each([
    ['no list', 'a: 1\n'],
    ['nothing', '# later\n'],
    ['an anchor', '- &a { x: 1 }\n- *a\n'],
    ['two documents', '- a\n---\n- b\n'],
    ['more keys', 'urls:\n- a\nmore: 1\n'],
    ['something odd', '- url: a\n- body: up # and well\n'],
    ['a quote over items', '- "a\n- b"\n'],
    ['a bracket over items', '- [a,\n- b]\n'],
    ['a fault', '- url: a\n  url: b\n- c\n'],
  ])('is left to whoever reads all of it: %s', (_, text) => {
    expect(yamlInPieces(text, SIZE)).toBeUndefined();
  });

  it('is the same or left alone, whatever is in it', () => {
    const line = fc.constantFrom(
      ...['- a', '-', '- - b', '  - c', '- url: x', '  name: "y"', "- 'q", "  q'", '- "', 'urls:', '', '# z'],
      ...['- |', '- >-', '    deep', '- {a: 1}', '- [', ']', '---', '...', '- ? k', '\tt', '- 07', '  <<: 1'],
    );
    const lines = fc.array(line, { maxLength: 8 });
    const size = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), size, (all, end, most) => {
        const text = all.join(end);
        const value = yamlInPieces(text, most);
        if (value !== undefined) expect(value).toEqual(whole(text));
      }),
      { numRuns: 1500 },
    );
  });
});
