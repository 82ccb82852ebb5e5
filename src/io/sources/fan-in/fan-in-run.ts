import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED } from '../../../operators/rejected.js';
import type { SourceStart } from '../source.js';
import type { FanInMember } from './fan-in-member.js';
import { escaped } from './member-partitions.js';
import { MemberRun } from './member-run.js';
import { type FanInPosition, type SavedMember, savedMembers } from './saved-members.js';
import { takenUp } from './taken-up.js';

/** One run of several sources as one. */
export class FanInRun<T> {
  private readonly members: readonly MemberRun<T>[];
  private readonly stop = new AbortController();
  /** Members that this run does not read. */
  private readonly others: readonly SavedMember[];
  private turn = 0;
  /** The turn in which the time was said last. */
  private announcedAt = 0;
  private wake: () => void = () => undefined;
  private readonly signal: AbortSignal;

  constructor(members: readonly FanInMember<T>[], saved: readonly SavedMember[], start: SourceStart) {
    this.signal = start.stop;
    const known = takenUp(members, saved);
    const stop = AbortSignal.any([start.stop, this.stop.signal]);
    const remembered = rememberedByMember(
      known.map(({ name }) => name),
      start.remembered,
    );
    this.members = members.flatMap(({ source }, i) => {
      const member = known[i];
      if (member === undefined) return [];
      const own = { ...start, stop, remembered: remembered.get(member.name) ?? new Map() };
      return new MemberRun(source, member, own, () => this.wake());
    });
    const named = new Set(known.map(({ name }) => name));
    this.others = saved.filter(({ name }) => !named.has(name));
  }

  /** Undefined where a member has no lines. */
  get lines(): number | undefined {
    return this.members.reduce<number | undefined>(
      (sum, { lines }) => (sum === undefined || lines === undefined ? undefined : sum + lines),
      0,
    );
  }

  /** Due where it is for any member; only what all of them can give again may wait until there is something to tell. */
  get commitDue(): boolean | undefined {
    const due = this.members.map((member) => member.commitDue);
    return due.includes(true) ? true : due.includes(undefined) ? undefined : false;
  }

  /** The name of a member that notes what becomes of its rows, where there is one. */
  get noting(): string | undefined {
    return this.members.find(({ isNoting }) => isNoting)?.position.name;
  }

  async acknowledge(position: unknown): Promise<void> {
    const saved = new Map(
      position === undefined ? [] : savedMembers(position).map((member) => [member.name, member.position]),
    );
    await Promise.all(this.members.map((member) => member.acknowledge(saved.get(member.position.name))));
  }

  /** Throws what a member has thrown. */
  async *chunks(): AsyncGenerator<Chunk<T>, void, undefined> {
    for (const { partitions } of this.members) {
      if (this.signal.aborted) return;
      yield this.announcing(partitions.announce());
    }
    // Asked to stop, members end by themselves: one that acts still has outcomes to hand over.
    for (;;) {
      const candidates = this.candidates();
      if (candidates.length === 0) return;
      for (const member of candidates) member.pull();
      const member = this.ready(candidates);
      if (member === undefined) await this.anyArrival();
      else yield* this.handOver(member);
    }
  }

  /** Ends the iteration of all members, whatever they are doing. */
  async end(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.members.map((member) => member.end()));
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((member) => member.close()));
  }

  /** Those that may be handed over next: all that have caught up, and of the others the one that is behind. */
  private candidates(): readonly MemberRun<T>[] {
    const candidates: MemberRun<T>[] = [];
    let behind: MemberRun<T> | undefined;
    for (const member of this.members) {
      if (member.ended) continue;
      if (member.caughtUpAt !== undefined) candidates.push(member);
      else if (behind === undefined || member.newest < behind.newest) behind = member;
    }
    if (behind !== undefined) candidates.push(behind);
    return candidates;
  }

  /** Of the candidates that have something, the one whose turn was longest ago. Throws what any member has failed with. */
  private ready(candidates: readonly MemberRun<T>[]): MemberRun<T> | undefined {
    for (const { arrived } of this.members) if (arrived?.kind === 'failure') throw arrived.error;
    let found: MemberRun<T> | undefined;
    for (const member of candidates) {
      if (member.arrived === undefined) continue;
      if (found === undefined || member.served < found.served) found = member;
    }
    return found;
  }

  /** Nothing that is waited for has arrived, and nothing can arrive before this has begun to wait. */
  private anyArrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private *handOver(member: MemberRun<T>): Generator<Chunk<T>, void> {
    const { arrived, partitions } = member;
    if (arrived === undefined || arrived.kind === 'failure') return;
    member.take(arrived, ++this.turn);
    if (arrived.kind === 'end') {
      // Being stopped is not the end of an input.
      if (this.signal.aborted) return;
      for (const partition of partitions.takeOpen()) yield this.ending(partition);
      return;
    }
    const { chunk } = arrived;
    const { now: _, remembered, ...given } = chunk;
    const partition = partitions.of(chunk);
    const now = this.takeNow();
    if (partition !== undefined || now !== undefined || remembered !== undefined) {
      yield {
        ...given,
        rejected: partitions.rejected(chunk.rejected),
        position: this.position,
        ...(partition !== undefined && { partition }),
        ...(remembered !== undefined && { remembered: partitions.remembered(remembered) }),
        ...(now !== undefined && { now }),
      };
    }
    const standIn = partitions.takeStandIn(chunk);
    if (standIn !== undefined && !this.signal.aborted) yield this.ending(standIn);
  }

  /** The time up to which everything has been seen, once every member has looked again since it was said last. */
  private takeNow(): number | undefined {
    let least = Number.POSITIVE_INFINITY;
    for (const { ended, caughtUpAt, looked } of this.members) {
      if (ended) continue;
      if (caughtUpAt === undefined || looked <= this.announcedAt) return undefined;
      least = Math.min(least, caughtUpAt);
    }
    this.announcedAt = this.turn;
    return least;
  }

  private announcing(partition: string): Chunk<T> {
    return { rows: [], rejected: NONE_REJECTED, position: this.position, partition };
  }

  private ending(partition: string): Chunk<T> {
    return { ...this.announcing(partition), ended: true };
  }

  private get position(): FanInPosition {
    return { members: [...this.members.map(({ position }) => position), ...this.others] };
  }
}

/** What each member has remembered, under its own keys. What is of no member is left where it is. */
const rememberedByMember = (
  names: readonly string[],
  remembered: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, ReadonlyMap<string, unknown>> => {
  const members = new Map(names.map((name) => [name, new Map<string, unknown>()]));
  const byPrefix = new Map(names.map((name) => [escaped(name), members.get(name)]));
  for (const [key, value] of remembered) {
    const end = key.indexOf(':');
    byPrefix.get(key.slice(0, end))?.set(key.slice(end + 1), value);
  }
  return members;
};
