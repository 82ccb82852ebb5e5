import type { Chunk } from '../../operators/chunk.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import type { FanInMember } from './fan-in/fan-in-member.js';
import { FanInRun } from './fan-in/fan-in-run.js';
import { savedMembers } from './fan-in/saved-members.js';
import type { Source, SourceRun, SourceStart } from './source.js';

/**
 * Reads several sources as one.
 *
 * Order: of the members that have neither ended nor caught up, the next chunk comes from the one whose newest row is the
 * oldest; from those that have given no row first, and from the first in the list where times are equal. So two replays
 * of the same inputs give the same order. A member has caught up while its last chunk that was read said the time; it is
 * listened to all the while, and what it gives is handed over as it comes. Of each member one chunk is asked for at a time, at most.
 *
 * Partitions: each member has one of its name, which is announced before any rows, so that its rows are waited for, and
 * ended when the member is. Those of a member with several are called `<name>:<partition>`, and stand in for the one of
 * its name from the first of them on. In names `%` and `:` are written `%25` and `%3A` there, so that no two members
 * ever share a partition.
 *
 * Time: a chunk has `now` when every member that has not ended has caught up, and has looked again since the time before.
 * It is the least that they have said: looks are not taken together, so what came after it may still be on its way.
 *
 * Positions hold those of the members by name: a list in another order, or a longer one, takes up each where it was
 * left, and what is new begins at its own beginning. The position of a member that is not named any more is kept: it
 * goes on from there when it comes back, and the audit goes on showing what was read of it. What a member remembers has
 * the keys `<name>:<key>`, names written as in partitions, and stays like its position.
 *
 * What becomes of rows is not passed on, for a row does not say which member it is of: an action goes over a member that
 * notes outcomes, and not over all. `outcome` throws TidemarkError 'bad-options' where there is one.
 *
 * A member that throws ends all, with its error. `lines` is the sum over the members, of what has been handed over;
 * undefined where a member has none. A commit is due where one is for any member; it waits for something to tell only where
 * that is so for all. Throws TidemarkError 'bad-options' for no members, and for names that are empty or
 * the same; `read` throws it for a position that is not of several sources.
 *
 * @example
 * ```ts
 * import { fanIn, file } from 'tidemark';
 *
 * const both = fanIn([
 *   { name: 'web', source: file('web.log') },
 *   { name: 'api', source: file({ path: 'api.log', follow: true }) },
 * ]);
 * ```
 */
export const fanIn = <T>(members: readonly FanInMember<T>[]): Source<T> => {
  check(members.map(({ name }) => name));
  return { read: (start) => fanInRun(members, start) };
};

const fanInRun = <T>(members: readonly FanInMember<T>[], start: SourceStart): SourceRun<T> => {
  const saved = start.position === undefined ? [] : savedMembers(start.position);
  const run = new FanInRun(members, saved, start);

  async function* chunks(): AsyncGenerator<Chunk<T>, void, undefined> {
    if (start.stop.aborted) return;
    try {
      yield* run.chunks();
    } finally {
      await run.end();
    }
  }

  const given = chunks();
  const { noting } = run;
  return {
    [Symbol.asyncIterator]: () => given,
    acknowledge: (position) => run.acknowledge(position),
    get commitDue() {
      return run.commitDue;
    },
    get lines() {
      return run.lines;
    },
    ...(noting !== undefined && { outcome: () => refuse(noting) }),
    close: () => run.close(),
  };
};

const refuse = (member: string): never => {
  throw new TidemarkError(
    'bad-options',
    `"${member}" notes what becomes of its rows, and cannot be told where it is one of several sources under an action. Give each an action of its own.`,
  );
};

const check = (names: readonly string[]): void => {
  if (names.length === 0) throw new TidemarkError('bad-options', 'No sources to read: name one.');
  if (names.includes('')) throw new TidemarkError('bad-options', 'A source of several has an empty name.');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new TidemarkError('bad-options', `Two sources are named "${twice}": give each a name of its own.`);
  }
};
