import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../docs/EXPRESSIONS.md'), 'utf8');

const cell = (text: string): string => {
  const [, , code = text] = /^(`+) ?(.*?) ?\1$/.exec(text.trim()) ?? [];
  return code.replaceAll('\\|', '|');
};

/** Said of a value that stands for one that a row has not. */
export const COUNTED = ', counted';

/** The rows of the page's tables whose header is this. */
const rowsUnder = (first: string, second: string): readonly (readonly [string, string])[] =>
  PAGE.split(`| ${first} | ${second} |\n|---|---|\n`)
    .slice(1)
    .flatMap((rest) => {
      const lines = rest.split('\n');
      return lines.slice(0, lines.indexOf(''));
    })
    .map((line) => {
      const [, left = '', right = ''] = /^\| (.*?(?<!\\)) \| (.*) \|$/.exec(line) ?? [];
      const counted = right.endsWith(COUNTED) ? COUNTED : '';
      return [cell(left), cell(right.slice(0, right.length - counted.length)) + counted];
    });

/** The row that the page's examples are about. */
export const DOCUMENTED_ROW: object = JSON.parse(/```json\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '');

/** Expressions of docs/EXPRESSIONS.md with what they give, as JSON, and whether it is counted as skipped. */
export const DOCUMENTED_VALUES = rowsUnder('expression', 'gives');

/** What docs/EXPRESSIONS.md says not to write, and what to write. */
export const DOCUMENTED_ADVICE = rowsUnder('instead of', 'write');
