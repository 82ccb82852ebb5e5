import { FORMATS } from '../../io/codecs/formats.js';
import { peeled } from '../../io/codecs/unwrap/peeled.js';
import type { LossExample } from './loss.js';

/** What to write so that a line can be read that is in the very format that it was to be read in. */
export const whatFits = ({ raw }: LossExample, name: string): string => {
  const line = raw === undefined ? '' : Buffer.from(raw, 'latin1').toString('utf8');
  const kind = peeled(line)?.kind;
  if (kind !== undefined)
    return ` – it is a line of ${name} within ${kind}: leave unwrap out at the source, or write unwrap: auto.`;
  return isRead(line, name)
    ? ` – that is ${name}, and is read where no settings stand beside it: write format: ${name} without them.`
    : ` – that is ${name} all the same: the line is at fault, not the format.`;
};

/** Whether the format reads a line by itself. */
const isRead = (line: string, name: string): boolean => {
  const decoder = FORMATS.find((format) => format.name === name)
    ?.codec({})
    .decoder('all');
  return decoder !== undefined && decoder.decode(Buffer.from(`${line}\n`)).rows.length > 0;
};
