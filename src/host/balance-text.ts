import { oneLine } from '../io/text/one-line.js';
import { padText, textWidth } from '../io/text/text-width.js';
import type { Balance, SinkBalance, StreamBalance } from '../pipelines/balance.js';
import { sinkText } from '../pipelines/sinks/sink-place.js';
import { countsText, number, skippedText, total } from './counts-text.js';

/** The balance of a run for people: what was read, and where every row went. */
export function balanceText(balance: Balance): string {
  const { lines, rows, held, rejected, skipped, streams, sinks, isKept } = balance;
  const read = lines === undefined ? '' : `${number(lines)} lines read, `;
  const waiting = held > 0 ? `, ${number(held)} not confirmed yet` : '';
  const left = skipped === undefined ? '' : `, ${number(skipped)} skipped`;
  const head = `tidemark: ${read}${number(rows)} rows, ${number(total(rejected))} rejected${countsText(rejected)}${left}${waiting}.\n`;
  const shown = streams.filter(
    (stream) => !isBehind(stream, streams) || total(stream.rejected) > 0 || stream.skipped !== undefined,
  );
  const width = Math.max(...shown.map(({ name }) => textWidth(name)), 0);
  const body = shown.map((stream) => {
    const late = (stream.rejected.late ?? 0) + (stream.rejected['late: idle'] ?? 0);
    const { late: _, 'late: idle': __, ...other } = stream.rejected;
    const filtered = stream.filtered > 0 ? `, ${number(stream.filtered)} filtered` : '';
    const more = total(other) > 0 ? `, ${number(total(other))} rejected${countsText(other)}` : '';
    const open = openText(stream, isKept === true);
    return `  ${padText(stream.name, width)}  ${number(stream.counted)} counted, ${number(late)} late${filtered}${more}, ${number(outOf(stream, streams))} out${open}${skippedText(stream)}\n`;
  });
  return head + body.join('') + sinks.map(sinkLine).join('');
}

/** Rows that a stop has left in windows which were still open. */
const openText = ({ unshown = 0 }: StreamBalance, isKept: boolean): string =>
  unshown === 0
    ? ''
    : `, ${number(unshown)} ${unshown === 1 ? 'row' : 'rows'} in open windows, ${isKept ? 'kept for the next run' : 'not shown'}`;

/** Whether a stream only takes the rows of another to its outputs: people know the other one. */
const isBehind = ({ name, as }: StreamBalance, streams: readonly StreamBalance[]): boolean =>
  name !== as && streams.some((other) => other.name === as);

/** Rows that went to sinks under the name of a stream; of one that has none, those that others take. */
const outOf = (stream: StreamBalance, streams: readonly StreamBalance[]): number => {
  if (isBehind(stream, streams)) return stream.emitted;
  const out = streams.filter(({ as, isOut }) => as === stream.name && isOut);
  return out.length === 0 ? stream.emitted : out.reduce((sum, { emitted }) => sum + emitted, 0);
};
/** What became of the rows of a sink; of what is usual, nothing is said. */
function sinkLine(sink: SinkBalance): string {
  const { waiting, held, refused, dropped, dead, lost } = sink;
  const more = Object.entries({ waiting, 'held back': held, refused, dropped, 'dead letters': dead, lost })
    .filter(([, rows]) => rows > 0)
    .map(([what, rows]) => `, ${number(rows)} ${what}`);
  const why = lost > 0 ? ': without a state nothing is left for the next run' : '';
  return `  to ${oneLine(sinkText(sink))}: ${number(sink.stored)} stored${more.join('')}${why}\n`;
}
