import { type Document, isScalar, type Pair, type Scalar, visit } from 'yaml';
import type { Diagnostic } from '../diagnostic.js';
import type { ConfigDocument } from './config-document.js';
import { quoted } from './value-at.js';

const opens = (text: string): number => (text.match(/\(/g)?.length ?? 0) - (text.match(/\)/g)?.length ?? 0);

const isCut = (node: unknown): node is Scalar =>
  isScalar(node) && node.type === 'PLAIN' && typeof node.value === 'string' && opens(node.value) > 0;

/**
 * YAML that is valid and means something else than it looks like: a comma inside braces ends the value there, so
 * `{ p: percentile(size, 95) }` has the keys `p` and `95)`.
 */
export const flowTraps = (document: ConfigDocument, parsed: Document.Parsed): Diagnostic[] => {
  const found: Diagnostic[] = [];
  const cutOff = (scalar: Scalar, name: string | undefined): void => {
    const [start, end] = scalar.range ?? [0, 0];
    const whole = /^[^)\n]*\)/.exec(document.text.slice(start))?.[0] ?? String(scalar.value);
    found.push({
      code: 'yaml-trap',
      severity: 'error',
      message: 'A comma inside braces or brackets ends a YAML value, so this call is cut in two.',
      suggestion: `put it in quotes: ${name === undefined ? '' : `${name}: `}${quoted(whole)}`,
      file: document.file,
      place: document.at(start, Math.max(end, start + whole.length)),
    });
  };
  visit(parsed, {
    Map(_, map) {
      if (map.flow !== true) return;
      for (const { key, value } of map.items as Pair[]) {
        if (isCut(value)) cutOff(value, isScalar(key) ? String(key.value) : undefined);
      }
    },
    Seq(_, seq) {
      if (seq.flow !== true) return;
      for (const item of seq.items) if (isCut(item)) cutOff(item, undefined);
    },
  });
  return found;
};
