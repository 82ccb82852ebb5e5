import { formatDuration } from '../../io/text/format-duration.js';
import { oneLine } from '../../io/text/one-line.js';
import type { Why } from '../../pipelines/file-shipper/why/why.js';
import { whyNotShipped } from '../../pipelines/file-shipper/why/why-not-shipped.js';

export interface PrintWhyFlags {
  readonly directory?: string;
  readonly state?: string;
  readonly json?: true;
}

export const printWhy = async (file: string, flags: PrintWhyFlags): Promise<void> => {
  const now = Date.now();
  const why = await whyNotShipped({ ...flags, file, now });
  process.stdout.write(flags.json === true ? `${JSON.stringify(why)}\n` : whyText(why, now));
};

const whyText = (
  { path, directory, state, reason, attempts = 0, after, shipper }: Why,
  now: number,
): string => {
  const lines = [
    `${path}: ${state}: ${reason}`,
    ...(attempts > 0 ? [`attempts that came to nothing: ${attempts}`] : []),
    ...(after === undefined ? [] : [`next attempt: ${inTime(after - now)}`]),
    shipper === undefined
      ? `nobody ships ${directory} now`
      : `shipped by process ${shipper.pid} on ${shipper.host}`,
  ];
  return lines.map((line) => `${oneLine(line)}\n`).join('');
};

const inTime = (milliseconds: number): string =>
  milliseconds <= 0 ? 'due' : `in ${formatDuration(Math.ceil(milliseconds / 1000) * 1000)}`;
