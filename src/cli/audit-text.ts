import { countsText, number, skippedText, total } from '../host/counts-text.js';
import type { FileAudit } from '../io/sources/file/audit/file-audit.js';
import { oneLine } from '../io/text/one-line.js';
import type { Audit } from '../pipelines/audit.js';
import { sinkText } from '../pipelines/sinks/sink-place.js';

/** An audit for people. */
export function auditText({ pipeline, sequence, files, balance, sinks, faults, warnings }: Audit): string {
  const { lines, rows, held, rejected, skipped, streams } = balance;
  const out = [`${pipeline}: ${number(sequence)} commits`];
  out.push(...filesText(files));
  const read = lines === undefined ? '' : `${number(lines)} lines = `;
  out.push(
    `  in        ${read}${number(rows)} rows + ${number(held)} held + ${number(total(rejected))} rejected${countsText(rejected)}${skipped === undefined ? '' : ` + ${number(skipped)} skipped`}`,
  );
  for (const stream of streams) {
    const turned = `${number(total(stream.rejected))} rejected${countsText(stream.rejected)}`;
    out.push(
      `  stream    ${stream.name}: ${number(stream.rows)} rows = ${number(stream.counted)} counted + ${number(stream.filtered)} filtered + ${turned}; ${number(stream.emitted)} out${skippedText(stream)}`,
    );
  }
  for (const sink of sinks) {
    const more = sink.skipped > 0 ? `, ${number(sink.skipped)} skipped` : '';
    out.push(
      `  sink      ${sinkText(sink)}: ${number(sink.emitted)} rows = ${number(sink.stored)} stored + ${number(sink.dead)} dead + ${number(sink.refused)} refused + ${number(sink.dropped)} dropped + ${number(sink.waiting)} waiting + ${number(sink.held)} held${more}`,
    );
  }
  out.push(...warnings.map((warning) => `  warning   ${warning}`));
  const again = new Set(files.filter(({ anew }) => anew !== undefined).map(({ path }) => path)).size;
  const but =
    again === 0 ? '' : ` But ${countOf(again, 'path')} begun anew: what was there both times counts twice.`;
  if (faults.length === 0) out.push(`  It adds up.${but}`);
  else out.push(...faults.map((fault) => `  DOES NOT ADD UP: ${fault}`));
  return `${out.map(oneLine).join('\n')}\n`;
}

const countOf = (n: number, what: string): string =>
  n === 1 ? `1 ${what} was` : `${number(n)} ${what}s were`;

/** Files that are shown one by one, at most: those of which most was read, and those that were begun anew. */
const MOST_FILES = 100;

function filesText(files: readonly FileAudit[]): readonly string[] {
  if (files.length <= MOST_FILES) return files.map(fileText);
  const rank = ({ anew, bytes }: FileAudit) => (anew === undefined ? bytes : Number.POSITIVE_INFINITY);
  const shown = new Set([...files].sort((a, b) => rank(b) - rank(a)).slice(0, MOST_FILES));
  const rest = files.filter((file) => !shown.has(file));
  const sum = (of: (file: FileAudit) => number) => number(rest.reduce((all, file) => all + of(file), 0));
  return [
    ...files.filter((file) => shown.has(file)).map(fileText),
    `  read      and ${sum((file) => file.files)} files more: ${sum(({ bytes }) => bytes)} bytes, ${sum(({ lines }) => lines)} lines (--json has all)`,
  ];
}

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
