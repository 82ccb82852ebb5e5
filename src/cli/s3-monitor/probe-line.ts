import type { ProbeRow } from '../../io/actions/probe/probe-row.js';
import { formatDuration } from '../../io/text/format-duration.js';
import { printable } from '../../io/text/printable.js';
import { nameText, resultLine } from '../../pipelines/results/result-line.js';

const LONGEST = 500;

/** The line of a test, as the logs API writes it; of what is no result there one of its own. */
export const probeLine = (row: ProbeRow): string => {
  const { time, monitor, series, target, test_id, status, class: found, detail, duration, request_id } = row;
  const why = detail === null ? found : `${found}: ${detail}`;
  if (status === 'none' || test_id === null)
    return `${new Date(time).toISOString()} ${nameText(monitor)} ${nameText(series ?? target)} ${test_id ?? '-'} ${printable(why, LONGEST)}\n`;
  const line = resultLine({
    ...{ time, tested: time, monitor, probe: series ?? target, test_id, status, request_id },
    latency: duration,
    error: status === 'fail' ? printable(why, LONGEST) : null,
  });
  if (!row.suspect || duration === null) return line;
  return `${line.trimEnd()} (suspect: Tidemark was held up for ${formatDuration(Math.round(row.held ?? 0))})\n`;
};

/** Whether a row that comes out of a stream is what came of a test. */
export const isProbeRow = (row: unknown): row is ProbeRow =>
  typeof row === 'object' && row !== null && 'series' in row && 'test_id' in row && 'class' in row;
