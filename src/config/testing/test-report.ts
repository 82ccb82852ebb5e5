import { styleText } from 'node:util';
import { printable } from '../../io/text/printable.js';
import type { ConfigDocument } from '../document/config-document.js';
import { formatDiagnostic } from '../format-diagnostic.js';
import type { TestFailure, TestResult } from './run-tests.js';

const paint = (colours: boolean, style: Parameters<typeof styleText>[0], words: string): string =>
  colours ? styleText(style, words, { validateStream: false }) : words;

const count = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

const time = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

/** One test, as a line; what is wrong stands below it. */
export const resultText = (
  { test, passed, milliseconds, rows, failures }: TestResult,
  document: ConfigDocument,
  colours: boolean,
): string => {
  const mark = passed ? paint(colours, 'green', 'ok  ') : paint(colours, ['bold', 'red'], 'FAIL');
  const checked = rows === undefined ? '' : `, ${count(rows, 'row')}`;
  const spent = paint(colours, 'dim', `(${time(milliseconds)}${checked})`);
  const line = `  ${mark}  ${printable(test, 120)}  ${spent}\n`;
  const texts = failures.map((failure) => failureText(failure, document, colours));
  return texts.length === 0 ? line : `${line}\n${texts.join('\n')}\n`;
};

const failureText = (
  { diagnostic, details }: TestFailure,
  document: ConfigDocument,
  colours: boolean,
): string => {
  const text = formatDiagnostic(diagnostic, document.text, colours);
  return text + details.map((line) => `        ${line}\n`).join('');
};

/** `3 tests: 2 passed, 1 failed (0.4 s).` */
export const summaryText = (
  passed: number,
  failed: number,
  milliseconds: number,
  colours: boolean,
): string => {
  const parts = [
    ...(passed > 0 ? [paint(colours, 'green', `${passed} passed`)] : []),
    ...(failed > 0 ? [paint(colours, ['bold', 'red'], `${failed} failed`)] : []),
  ];
  return `${count(passed + failed, 'test')}: ${parts.join(', ')} (${time(milliseconds)}).\n`;
};
