import type { Balance } from '../pipelines/balance.js';
import { countsText, number, total } from './counts-text.js';

/** The balance of a run for people: what was read, and where every row went. */
export function balanceText({ lines, rows, held, rejected, streams }: Balance): string {
  const read = lines === undefined ? '' : `${number(lines)} lines read, `;
  const waiting = held > 0 ? `, ${number(held)} from far ahead not confirmed` : '';
  const head = `tidemark: ${read}${number(rows)} rows, ${number(total(rejected))} rejected${countsText(rejected)}${waiting}.\n`;
  const width = Math.max(...streams.map(({ name }) => name.length), 0);
  const body = streams.map((stream) => {
    const late = (stream.rejected.late ?? 0) + (stream.rejected['late: idle'] ?? 0);
    const { late: _, 'late: idle': __, ...other } = stream.rejected;
    const filtered = stream.filtered > 0 ? `, ${number(stream.filtered)} filtered` : '';
    const more = total(other) > 0 ? `, ${number(total(other))} rejected${countsText(other)}` : '';
    return `  ${stream.name.padEnd(width)}  ${number(stream.counted)} counted, ${number(late)} late${filtered}${more}, ${number(stream.emitted)} out\n`;
  });
  return head + body.join('');
}
