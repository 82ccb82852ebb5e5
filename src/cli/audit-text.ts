import { filesRead } from '../io/sources/files-read.js';
import type { Audit } from '../pipelines/audit.js';
import { sinkText } from '../pipelines/sinks/sink-place.js';
import { countsText, number, total } from './counts-text.js';

/** An audit for people. */
export function auditText({ pipeline, sequence, position, balance, sinks, faults }: Audit): string {
  const { lines, rows, held, rejected, streams } = balance;
  const out = [`${pipeline}: ${number(sequence)} commits`];
  for (const file of filesRead(position)) {
    const spans = file.intervals.map(([from, to]) => `, bytes ${number(from)} to ${number(to)}`).join('');
    const which = file.inode === undefined ? `${number(file.files)} finished` : `inode ${file.inode}`;
    out.push(
      `  read      ${file.path} (${which}): ${number(file.bytes)} bytes, ${number(file.lines)} lines${spans}`,
    );
  }
  const read = lines === undefined ? '' : `${number(lines)} lines = `;
  out.push(
    `  in        ${read}${number(rows)} rows + ${number(held)} held + ${number(total(rejected))} rejected${countsText(rejected)}`,
  );
  for (const stream of streams) {
    const turned = `${number(total(stream.rejected))} rejected${countsText(stream.rejected)}`;
    out.push(
      `  stream    ${stream.name}: ${number(stream.rows)} rows = ${number(stream.counted)} counted + ${number(stream.filtered)} filtered + ${turned}; ${number(stream.emitted)} out`,
    );
  }
  for (const sink of sinks) {
    const more = sink.skipped > 0 ? `, ${number(sink.skipped)} skipped` : '';
    out.push(
      `  sink      ${sinkText(sink)}: ${number(sink.emitted)} rows = ${number(sink.stored)} stored + ${number(sink.dead)} dead + ${number(sink.refused)} refused + ${number(sink.dropped)} dropped + ${number(sink.waiting)} waiting + ${number(sink.held)} held${more}`,
    );
  }
  out.push(
    faults.length === 0 ? '  It adds up.' : faults.map((fault) => `  DOES NOT ADD UP: ${fault}`).join('\n'),
  );
  return `${out.join('\n')}\n`;
}
