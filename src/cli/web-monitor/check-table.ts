import { styleText } from 'node:util';
import type { CheckRow } from '../../io/actions/check/check-row.js';
import { printable } from '../../io/text/printable.js';
import { padText, textWidth } from '../../io/text/text-width.js';
import { valueText } from '../../io/text/value-text.js';
import { phaseBar } from './phase-bar.js';
import { type Stand, standOf } from './standing.js';

const COLOURS: Readonly<Record<Stand, Parameters<typeof styleText>[0]>> = {
  up: 'green',
  slow: 'yellow',
  down: ['bold', 'red'],
  unknown: 'gray',
};

const LONGEST_NAME = 60;
const LONGEST_DETAIL = 200;

/** What came of checks as a table, in the order in which they are given, and below it how many stand how. */
export const checkTable = (rows: readonly CheckRow[], colours: boolean): string => {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    colours ? styleText(style, text, { validateStream: false }) : text;
  const names = rows.map(({ name }) => printable(name, LONGEST_NAME));
  const nameWidth = Math.max(0, ...names.map(textWidth));
  const lines = rows.map((row, i) => {
    const stand = standOf(row);
    const word =
      row.class === 'ok'
        ? 'up'
        : row.phase === undefined || row.phase === null
          ? row.class
          : `${row.class} (${row.phase})`;
    const cells = [
      paint(COLOURS[stand], word.padEnd(CLASS_WIDTH)),
      String(row.status ?? '').padStart(3),
      valueText(row.total ?? null, 'duration').padStart(7),
      phaseBar(row, colours),
      padText(names[i] ?? '', nameWidth),
      printable(
        [row.detail, row.note]
          .filter((text) => text !== undefined && text !== null && text !== '')
          .join('; '),
        LONGEST_DETAIL,
      ),
    ];
    return `${cells.join('  ').trimEnd()}\n`;
  });
  const counts = { up: 0, slow: 0, down: 0, unknown: 0 };
  for (const row of rows) counts[standOf(row)]++;
  const said = (['up', 'slow', 'down', 'unknown'] as const).filter(
    (stand) => counts[stand] > 0 || stand === 'up',
  );
  return `${lines.join('')}\n${said.map((stand) => paint(COLOURS[stand], `${counts[stand]} ${stand}`)).join(', ')}\n`;
};

/** The longest is `protocol (connect)`. */
const CLASS_WIDTH = 18;
