import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProbeRow } from '../../../io/actions/probe/probe-row.js';
import type { RemovalNote } from '../../../io/actions/probe/test-log.js';
import { TidemarkError } from '../../../operators/tidemark-error.js';

type AsWritten<T> = Omit<T, 'time'> & { readonly time: string };

/** What is known of one test. */
export interface FoundTest {
  /** In the order in which they were noted: after a crash there may be a second one, that it was interrupted. */
  readonly rows: readonly AsWritten<ProbeRow>[];
  readonly removals: readonly AsWritten<RemovalNote>[];
}

const LOG = /^tests(?:\.1)?\.jsonl$/;

/** What a monitor has noted of a test, below the directory where it remembers. Throws TidemarkError 'unreadable' for one that is none. */
export const findTest = async (state: string, testId: string): Promise<FoundTest> => {
  const names = await readdir(state, { recursive: true }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TidemarkError('unreadable', `No monitor remembers in ${state}: ${why}. Give --state DIR.`, {
      cause,
    });
  });
  const rows: AsWritten<ProbeRow>[] = [];
  const removals: AsWritten<RemovalNote>[] = [];
  // The older ones first.
  const paths = names.filter((name) => LOG.test(basename(name))).toSorted();
  for (const path of paths) {
    for await (const line of createInterface({ input: createReadStream(join(state, path)) })) {
      if (!line.includes(testId)) continue;
      const noted = notedIn(line);
      if (noted?.test_id !== testId) continue;
      if ('class' in noted) rows.push(noted);
      else removals.push(noted);
    }
  }
  return { rows, removals };
};

/** Undefined for a line that a crash has torn. */
const notedIn = (line: string): AsWritten<ProbeRow> | AsWritten<RemovalNote> | undefined => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
