import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../../src/config/format-diagnostic.js';
import { padText, textWidth } from '../../../src/io/text/text-width.js';

describe('textWidth', () => {
  it.each([
    ['', 0],
    ['/api/v1', 7],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['…', 1],
    ['12.3 %', 6],
  ])('%j takes %d columns', (text, width) => {
    expect(textWidth(text)).toBe(width);
    expect(textWidth(padText(text, 12))).toBe(12);
  });
});

it('a caret stands under the culprit behind wide characters', () => {
  const text = 'a: { 名前: x, ключ: wrong }\n';
  const column = text.indexOf('wrong') + 1;
  const shown = formatDiagnostic(
    {
      code: 'bad-value',
      severity: 'error',
      message: 'No.',
      file: 't.yaml',
      place: { line: 1, column, length: 5 },
    },
    text,
  ).split('\n');
  const before = shown[1]?.slice(0, shown[1].indexOf('wrong')) ?? '';
  expect(shown[2]?.indexOf('^')).toBe(textWidth(before));
  expect(shown[2]?.match(/\^+/)?.[0]).toHaveLength(5);
});
