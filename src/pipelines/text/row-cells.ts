import { textWidth } from '../../io/text/text-width.js';
import { type Unit, valueText } from '../../io/text/value-text.js';
import { largeValue } from '../../operators/exact-value.js';

export type Fields = Readonly<Record<string, unknown>>;

/** One field of rows that are shown together. */
export interface Column {
  readonly name: string;
  readonly isNumber: boolean;
  /** One text for each row. */
  readonly cells: readonly string[];
}

/** What the line above the cells says already. */
const IN_HEAD: ReadonlySet<string> = new Set(['start', 'end', 'time', 'partial', 'early', 'windows']);

/**
 * The fields of rows as texts, by their units. Left out is what has no value in any of the rows, and counts that are 0 in
 * all of them, but for key fields and the first measure: an empty window is 0 of something.
 */
export const columnsOf = (
  rows: readonly Fields[],
  by: readonly string[],
  unitOf: (field: string) => Unit | undefined,
): readonly Column[] => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !IN_HEAD.has(name));
  const first = names.find((name) => !by.includes(name));
  return names.flatMap((name) => {
    const unit = unitOf(name);
    const isNothing = (value: unknown): boolean =>
      value === null || value === undefined || (unit === 'count' && value === 0);
    if (name !== first && !by.includes(name) && rows.every((row) => isNothing(row[name]))) return [];
    return {
      name,
      isNumber: rows.every((row) => typeof row[name] !== 'string' || largeValue(row[name]) !== undefined),
      cells: rows.map((row) => valueText(row[name], unit)),
    };
  });
};

/** Columns with their names above them: texts to the left, numbers to the right. */
export const tableText = (columns: readonly Column[]): string => {
  const aligned = columns.map(({ name, isNumber, cells }) => {
    const width = Math.max(...[name, ...cells].map(textWidth));
    const align = (text: string): string => {
      const blank = ' '.repeat(width - textWidth(text));
      return isNumber ? blank + text : text + blank;
    };
    return [name, ...cells].map(align);
  });
  const lines = aligned[0]?.map((_, i) => `  ${aligned.map((cells) => cells[i]).join('  ')}`.trimEnd()) ?? [];
  return lines.map((line) => `${line}\n`).join('');
};

/** Columns of a line, at most; what would reach further goes to the next one. */
const LINE_WIDTH = 100;
const INDENT = '    ';

/** The names and values of a single row after a head, over as many lines as they need. */
export const lineText = (columns: readonly Column[], headWidth: number): string => {
  let text = '';
  let width = headWidth;
  for (const { name, cells } of columns) {
    const cell = `${name} ${cells.join(' ')}`;
    if (width + 2 + textWidth(cell) > LINE_WIDTH && width > INDENT.length) {
      text += `\n${INDENT}${cell}`;
      width = INDENT.length + textWidth(cell);
    } else {
      text += `  ${cell}`;
      width += 2 + textWidth(cell);
    }
  }
  return text;
};
