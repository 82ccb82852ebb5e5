import type { FileAudit } from '../io/sources/file/file-audit.js';
import { filesRead } from '../io/sources/files-read.js';
import { oneLine } from '../io/text/one-line.js';
import type { Audit } from '../pipelines/audit.js';
import { sinkText } from '../pipelines/sinks/sink-place.js';
import { countsText, number, total } from './counts-text.js';

/** An audit for people. */
export function auditText({ pipeline, sequence, position, balance, sinks, faults }: Audit): string {
  const { lines, rows, held, rejected, streams } = balance;
  const out = [`${pipeline}: ${number(sequence)} commits`];
  const files = filesRead(position);
  out.push(...files.map(fileText));
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
  const again = new Set(files.filter(({ anew }) => anew !== undefined).map(({ path }) => path)).size;
  const but =
    again === 0 ? '' : ` But ${countOf(again, 'path')} begun anew: what was there both times counts twice.`;
  if (faults.length === 0) out.push(`  It adds up.${but}`);
  else out.push(...faults.map((fault) => `  DOES NOT ADD UP: ${fault}`));
  return `${out.map(oneLine).join('\n')}\n`;
}

const countOf = (n: number, what: string): string =>
  n === 1 ? `1 ${what} was` : `${number(n)} ${what}s were`;

/** What was read of a file, or of those of a path that are finished. */
function fileText({ path, inode, files, bytes, lines, intervals, anew }: FileAudit): string {
  const spans = intervals.map(([from, to]) => `, bytes ${number(from)} to ${number(to)}`).join('');
  const which = inode === undefined ? `${number(files)} finished` : `inode ${inode}`;
  const again =
    anew === undefined
      ? ''
      : `; begun anew ${anew.times === 1 ? 'once' : `${number(anew.times)} times`}, after ${number(anew.bytes)} bytes and ${number(anew.lines)} lines`;
  return `  read      ${path} (${which}): ${number(bytes)} bytes, ${number(lines)} lines${spans}${again}`;
}
