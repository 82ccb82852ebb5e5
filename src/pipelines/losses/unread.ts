import { grouped } from '../../io/text/grouped.js';
import { printable } from '../../io/text/printable.js';
import { LOOK } from './reads-nothing.js';

/** A file or shard of which nothing has become a row. */
export interface Unread {
  readonly partition: string;
  readonly rejected: number;
  /** Why the first was rejected. */
  readonly detail: string | undefined;
}

const MOST_NAMES = 10;
const WIDTH = 200;

/** What is said of files of which nothing could be read while others could be. */
export const unreadText = (unread: readonly Unread[]): string => {
  const named = unread.slice(0, MOST_NAMES).map(({ partition, rejected, detail }) => {
    const why = detail === undefined ? '' : `: ${printable(detail, WIDTH).replace(/\.$/, '')}`;
    return `${printable(partition, WIDTH)} (${grouped(rejected)} rejected${why})`;
  });
  const more = unread.length > MOST_NAMES ? ` and of ${grouped(unread.length - MOST_NAMES)} more` : '';
  return `Nothing could be read of ${named.join(', ')}${more}. ${LOOK}`;
};
