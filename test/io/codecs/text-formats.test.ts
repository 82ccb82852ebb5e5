import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/io/codecs/auto/auto.js';
import { TEXT_FORMATS } from '../../../src/io/codecs/text-formats.js';
import { decodeLines, OTHER_LINES } from './decode-lines.js';
import { TEXT_SAMPLES } from './text-samples.js';

describe.each(TEXT_FORMATS.map((format) => [format.name, format] as const))('%s', (name, format) => {
  const { rows, rejected } = TEXT_SAMPLES[name];

  test('reads the lines that it should, and no others', () => {
    expect(decodeLines(format.codec({ year: 2023 }), rows.join('\n')).rejected).toEqual([]);
    expect(decodeLines(format.codec({ year: 2023 }), rejected.join('\n')).rows).toEqual([]);
  });

  test('is recognised, and takes no line for its own that is of another format', () => {
    for (const line of rows) expect([line, recognise(line)]).toEqual([line, name]);
    const others = TEXT_FORMATS.filter((other) => other !== format).flatMap(
      (other) => TEXT_SAMPLES[other.name].rows,
    );
    for (const line of [...OTHER_LINES, ...rejected, ...others]) {
      expect([line, format.recognises(line)]).toEqual([line, false]);
    }
  });

  test('says something of every field that a row has, each once, and gives no other', () => {
    const names = format.about.map((each) => each.name);
    expect(names).toEqual([...new Set(names)]);
    const found = decodeLines(format.codec({ year: 2023 }), rows.join('\n')).rows.flatMap(Object.keys);
    expect(['time', ...names]).toEqual(expect.arrayContaining([...new Set(found)]));
  });

  test('gives numbers where it says that there are numbers, and text where text', () => {
    for (const row of decodeLines(format.codec({ year: 2023 }), rows.join('\n')).rows) {
      for (const { name: field, type } of format.about) {
        const value = row[field];
        if (value === null || value === undefined || type === 'any') continue;
        expect([field, typeof value]).toEqual([field, type === 'text' ? 'string' : type]);
      }
    }
  });
});
