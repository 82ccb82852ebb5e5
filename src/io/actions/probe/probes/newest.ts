import type { Attempt } from '../../../object-store/attempt.js';
import type { ListedObject } from '../../../object-store/object-store.js';
import { formatDuration } from '../../../text/format-duration.js';
import { formatSize } from '../../../text/format-size.js';
import type { FoundObject } from '../found-object.js';
import type { Probe } from '../probe.js';
import { ProbeFault } from '../probe-fault.js';
import type { NewestWanted } from '../probe-target.js';
import type { ProbeTest } from '../probe-test.js';

/** Pages of 1,000 keys. More of them are no prefix of backups, and the newest may be on the last. */
const MOST_PAGES = 100;

/**
 * Looks for the newest object under a prefix, and whether it is as young and as large as it is to be: the check of a backup. `now`: in
 * epoch milliseconds.
 */
export const newest =
  (wanted: NewestWanted, now: () => number): Probe =>
  async (test) => {
    const { newest: object, attempts } = await newestOf(test, wanted.prefix);
    const attempt = attempts.at(-1);
    if (object === undefined)
      throw new ProbeFault('missing', `there is no object under ${wanted.prefix}`, { attempt });
    const found: FoundObject = { key: object.key, bytes: object.bytes, age: now() - (object.modified ?? 0) };
    const { younger = Infinity, larger = -1 } = wanted;
    if (found.age >= younger)
      throw new ProbeFault(
        'stale',
        `the newest object under ${wanted.prefix} is ${found.key}, ${inWords(found.age)} old: it is to be younger than ${inWords(younger)}`,
        { attempt, found },
      );
    if (found.bytes <= larger)
      throw new ProbeFault(
        'small',
        `the newest object under ${wanted.prefix} is ${found.key}, of ${formatSize(found.bytes)}: it is to be larger than ${formatSize(larger)}`,
        { attempt, found },
      );
    return { attempts, found };
  };

/** Folder markers are no backups. */
const isObject = ({ key, bytes }: ListedObject): boolean => !(key.endsWith('/') && bytes === 0);

const newestOf = async (
  test: ProbeTest,
  prefix: string,
): Promise<{ readonly newest: ListedObject | undefined; readonly attempts: readonly Attempt[] }> => {
  const attempts: Attempt[] = [];
  let newest: ListedObject | undefined;
  let from: string | undefined;
  do {
    const page = await test.timed((call) =>
      test.store.list(prefix, { ...call, ...(from !== undefined && { from }) }),
    );
    attempts.push(page.attempt);
    for (const object of page.objects)
      if (isObject(object) && (object.modified ?? 0) > (newest?.modified ?? -1)) newest = object;
    from = page.next;
    if (from !== undefined && attempts.length === MOST_PAGES)
      throw new ProbeFault(
        'setup_failed',
        `there are more than ${MOST_PAGES * 1000} objects under ${prefix}: name a longer prefix`,
        { attempt: page.attempt },
      );
  } while (from !== undefined);
  return { newest, attempts };
};

const inWords = (milliseconds: number): string =>
  formatDuration(Math.max(0, Math.round(milliseconds / 1000) * 1000));
