import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { formatDiagnostic } from '../../src/config/format-diagnostic.js';
import { configText } from '../../src/config/ready-made/config-text.js';
import { balanceText } from '../../src/host/balance-text.js';
import { log, warn } from '../../src/host/log.js';
import { printableLines } from '../../src/io/text/one-line.js';
import { harmless } from '../../src/io/text/printable.js';
import type { Balance } from '../../src/pipelines/balance.js';

/** Escape, the one of C1 that begins a sequence too, a title, a line break, and marks that turn text round. */
const EVIL = 'a\u001b[2Jb\u009b31mc\u001b]0;t\u0007d\ne\u202ef\u2066g\u2028h\u007fi';
/** What a terminal would obey, but for line breaks. */
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const said: string[] = [];
afterEach(() => {
  said.length = 0;
  vi.restoreAllMocks();
});

const hear = (): void => {
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
};

const expectHarmless = (text: string, lines?: number): void => {
  expect(text).not.toMatch(OBEYED);
  expect(text).toContain('202e');
  if (lines !== undefined) expect(text.trimEnd().split('\n')).toHaveLength(lines);
};

const balance = {
  lines: 1,
  rows: 1,
  held: 0,
  rejected: {},
  streams: [],
  sinks: [
    {
      name: EVIL,
      destination: `file ${EVIL}`,
      stored: 1,
      emitted: 1,
      waiting: 0,
      held: 0,
      refused: 0,
      dropped: 0,
      dead: 0,
      lost: 0,
    },
  ],
} as unknown as Balance;

describe('a name from outside does nothing to a terminal, and takes no line of its own,', () => {
  test.each<[string, () => string, number | undefined]>([
    ['in a balance', () => balanceText(balance), 2],
    [
      'in a diagnostic',
      () =>
        formatDiagnostic(
          { code: 'wrong-type', severity: 'error', file: EVIL, message: EVIL, suggestion: EVIL } as never,
          '',
        ),
      undefined,
    ],
    ['in a config that is printed', () => configText({ version: 1, file: EVIL }), undefined],
    ['in a stack', () => printableLines(EVIL), 2],
  ])('%s', (_, text, lines) => {
    expectHarmless(text(), lines);
  });

  test('in a warning, an error and what is shown', () => {
    hear();
    warn(`Cannot read ${EVIL}.`);
    log.error(EVIL, 'web');
    log.show(`Wrote to ${EVIL}.\n`);
    expect(said).toHaveLength(3);
    for (const text of said) expectHarmless(text);
    expect(said[0]?.split('\n')).toHaveLength(2);
  });
});

test('what is shown keeps its lines and colours', () => {
  const text = '\u001b[31mred\u001b[39m\n  \u001b[1;4mbold\u001b[0m\n';
  expect(harmless(text)).toBe(text);
});

test('a config that is printed means the same when it is read', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...EVIL), fc.string({ unit: 'grapheme' }))), (parts) => {
      const file = parts.join('');
      expect(parse(configText({ file }))).toEqual({ file });
    }),
    { numRuns: 300 },
  );
});
