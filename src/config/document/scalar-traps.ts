import { type Document, isScalar, type Scalar, visit } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import type { ConfigDocument } from './config-document.js';
import { quoted } from './value-at.js';

/** Keys whose values are sentences, in which people write a # and mean it. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'firing', 'ok', 'name', 'text', 'body']);
const COMMENT = /^[ \t]+(#[^\n]*)/;

/** Values that YAML reads in full accordance with its rules, and that hardly anybody means so. */
export const scalarTraps = (document: ConfigDocument, parsed: Document.Parsed): Diagnostic[] => {
  const found: Diagnostic[] = [];
  const note = (
    severity: Diagnostic['severity'],
    message: string,
    suggestion: string,
    [from, to]: readonly [number, number],
  ): void => {
    const place = document.at(from, to);
    found.push({ code: 'yaml-trap', severity, message, suggestion, file: document.file, place });
  };
  visit(parsed, {
    Pair(_, { key, value }) {
      if (!isScalar(value) || value.type !== 'PLAIN') return;
      const { range, source = '' } = value as Scalar;
      const [start, end] = range ?? [0, 0];
      const [, comment] = COMMENT.exec(document.text.slice(end)) ?? [];
      if (comment !== undefined) {
        const at = document.text.indexOf('#', end);
        const whole = document.text.slice(start, at + comment.trimEnd().length);
        const isHalfQuoted = (source.match(/"/g)?.length ?? 0) % 2 === 1;
        const isSentence = isScalar(key) && SENTENCES.has(String(key.value));
        if (isHalfQuoted || isSentence)
          note(
            isHalfQuoted ? 'error' : 'warning',
            'A # behind a space begins a comment, so the value ends before it.',
            `put the value in quotes, if it belongs to it: ${quoted(whole)}`,
            [at, at + comment.trimEnd().length],
          );
      }
      if (typeof value.value === 'number' && /^0\d/.test(source))
        note(
          'warning',
          `${source} is read as ${value.value}: a 0 before a number means nothing in YAML.`,
          `write ${value.value}`,
          [start, end],
        );
    },
  });
  return found;
};
