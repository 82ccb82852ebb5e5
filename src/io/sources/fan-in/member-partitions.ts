import type { Chunk } from '../../../operators/chunk.js';
import { NONE_REJECTED, type Rejected } from '../../../operators/rejected.js';

/** A name without `:`, and different for different names. */
export const escaped = (name: string): string => name.replaceAll('%', '%25').replaceAll(':', '%3A');

/** What the partitions of one member are called among those of all, and which of them are open. */
export class MemberPartitions {
  private readonly own: string;
  private readonly open = new Set<string>();
  private hasOthers = false;

  constructor(member: string) {
    this.own = escaped(member);
  }

  /** The partition that stands for the member until it names some; it keeps the watermark waiting for the member. */
  announce(): string {
    this.open.add(this.own);
    return this.own;
  }

  /** The partition that a chunk of the member belongs to; undefined where it only says the time. */
  of({ partition, rows, rejected, skipped = 0, ended, pendingSince }: Chunk<unknown>): string | undefined {
    const isEmpty =
      rows.length === 0 &&
      rejected.length === 0 &&
      skipped === 0 &&
      ended !== true &&
      pendingSince === undefined;
    if (partition === undefined && isEmpty) return undefined;
    const name = this.nameOf(partition);
    if (ended === true) this.open.delete(name);
    else this.open.add(name);
    return name;
  }

  /** Answers once, after the first partition that the member has named, with its own where nothing else ended it. */
  takeStandIn({ partition }: Chunk<unknown>): string | undefined {
    if (partition === undefined || this.hasOthers) return undefined;
    this.hasOthers = true;
    return this.open.delete(this.own) ? this.own : undefined;
  }

  /** The member has ended: those that it has not ended itself. */
  takeOpen(): readonly string[] {
    const open = [...this.open];
    this.open.clear();
    return open;
  }

  /** Rejects say which partition they come from. */
  rejected(rejected: readonly Rejected[]): readonly Rejected[] {
    if (rejected.length === 0) return NONE_REJECTED;
    return rejected.map((one) => ({ ...one, partition: this.nameOf(one.partition) }));
  }

  /** What the member remembers, among what all do. */
  remembered(changes: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
    return new Map(Array.from(changes, ([key, value]) => [`${this.own}:${key}`, value]));
  }

  private nameOf(partition: string | undefined): string {
    return partition === undefined ? this.own : `${this.own}:${partition}`;
  }
}
