import type { Balance, SinkBalance } from '../pipelines/balance.js';
import { sinkText } from '../pipelines/sinks/sink-place.js';
import { countsText, number, total } from './counts-text.js';

/** The balance of a run for people: what was read, and where every row went. */
export function balanceText({ lines, rows, held, rejected, streams, sinks }: Balance): string {
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
  return head + body.join('') + sinks.map(sinkLine).join('');
}

/** What became of the rows of a sink; of what is usual, nothing is said. */
function sinkLine(sink: SinkBalance): string {
  const { waiting, held, refused, dropped, dead, lost } = sink;
  const more = Object.entries({ waiting, 'held back': held, refused, dropped, 'dead letters': dead, lost })
    .filter(([, rows]) => rows > 0)
    .map(([what, rows]) => `, ${number(rows)} ${what}`);
  const why = lost > 0 ? ': without a state nothing is left for the next run' : '';
  return `  to ${sinkText(sink)}: ${number(sink.stored)} stored${more.join('')}${why}\n`;
}
