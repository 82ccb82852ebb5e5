import { type Column, tableText } from '../../pipelines/text/row-cells.js';
import type { FormatReference } from './format-reference.js';
import { unitWords } from './formats-page.js';

const column = (name: string, cells: readonly string[]): Column => ({ name, isNumber: false, cells });

/** The formats, a line each. */
export const formatsText = (all: readonly FormatReference[]): string => {
  const columns = [
    column(
      'format',
      all.map(({ name }) => name),
    ),
    column(
      'lines',
      all.map(({ summary }) => summary),
    ),
  ];
  return `${tableText(columns)}\ntidemark fields FORMAT prints the fields of one, tidemark fields web-monitor those of checks.\n`;
};

/** The fields of a format, a line each: name, kind, unit, what the log calls it, what it is. */
export const fieldsText = ({ name, summary, fields, others }: FormatReference): string => {
  const columns = [
    column(
      'field',
      fields.map((field) => field.name),
    ),
    column(
      'kind',
      fields.map((field) => field.type),
    ),
    column(
      'unit',
      fields.map((field) => unitWords(field.unit)),
    ),
    column(
      'in the log',
      fields.map((field) => field.original ?? ''),
    ),
    column(
      'what it is',
      fields.map((field) => field.about),
    ),
  ].filter(({ cells }) => cells.some((cell) => cell !== ''));
  const more = others === undefined ? '' : `\nOther fields: ${others}\n`;
  return `${name}: ${summary}\n\n${tableText(columns)}${more}`;
};
