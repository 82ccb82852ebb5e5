import { styleText } from 'node:util';
import { oneLine } from '../io/text/one-line.js';
import { printable } from '../io/text/printable.js';
import { textWidth } from '../io/text/text-width.js';
import type { Diagnostic } from './diagnostic.js';

/** More of a line than this is not shown. */
const WIDTH = 110;

/** The line of this number, from 1; undefined where there are not so many. */
const lineAt = (text: string, number: number): string | undefined => {
  let from = 0;
  for (let line = 1; line < number; line++) {
    from = text.indexOf('\n', from) + 1;
    if (from === 0) return undefined;
  }
  const end = text.indexOf('\n', from);
  return (end === -1 ? text.slice(from) : text.slice(from, end + 1)).replace(/\r?\n$/, '');
};

/**
 * One diagnostic as people read it: where, what, the line with a caret under the culprit, and what to write.
 *
 *     tidemark.yaml:12:9: error: Unknown key "lateness2". [unknown-key]
 *        12 |   time: { lateness2: 2s }
 *           |           ^^^^^^^^^ did you mean "lateness"?
 */
export const formatDiagnostic = (diagnostic: Diagnostic, text: string, colours = false): string => {
  const { place, severity, code } = diagnostic;
  // What a config holds may be anything, names of files too.
  const [file, message] = [oneLine(diagnostic.file), oneLine(diagnostic.message)];
  const suggestion = diagnostic.suggestion === undefined ? undefined : oneLine(diagnostic.suggestion);
  const paint = (style: Parameters<typeof styleText>[0], words: string): string =>
    colours ? styleText(style, words, { validateStream: false }) : words;
  const kind = paint(severity === 'error' ? ['bold', 'red'] : ['bold', 'yellow'], severity);
  const where = place === undefined ? file : `${file}:${place.line}:${place.column}`;
  const head = `${paint('bold', where)}: ${kind}: ${message} ${paint('dim', `[${code}]`)}\n`;
  const line = place === undefined ? undefined : (diagnostic.line ?? lineAt(text, place.line));
  if (place === undefined || line === undefined) {
    return suggestion === undefined ? head : `${head}     ${suggestion}\n`;
  }
  // A long line is shown from a little before the culprit.
  const from = place.column - 1 > WIDTH - 30 ? place.column - 31 : 0;
  const shown = printable(line.slice(from).replaceAll('\t', ' '), WIDTH);
  const column = place.column - 1 - from;
  // Of what is shown: characters may be wide, and some are shown as their codes.
  const widthTo = (end: number): number =>
    textWidth(printable(line.slice(from, from + end).replaceAll('\t', ' '), WIDTH));
  const start = widthTo(column);
  const length = Math.max(1, Math.min(widthTo(column + place.length), textWidth(shown)) - start);
  const number = String(place.line).padStart(5);
  const blank = ' '.repeat(number.length);
  const caret = paint(severity === 'error' ? 'red' : 'yellow', '^'.repeat(length));
  const advice = suggestion === undefined ? '' : ` ${suggestion}`;
  return `${head}${number} | ${shown}\n${blank} | ${' '.repeat(start)}${caret}${advice}\n`;
};
