import { type Accepted, KEY_REUSED } from '../../../src/io/sources/journaled/answers.js';
import type { TotalsRow, TotalsView } from '../../../src/operators/totals/totals.js';
import type { FlowRoutesOptions } from '../../../src/pipelines/flow-log/api/flow-routes.js';
import { judgeEntry } from '../../../src/pipelines/flow-log/flow-entry.js';
import type { FlowRow } from '../../../src/pipelines/flow-log/flow-row.js';
import { allRows } from '../../support/all-rows.js';

interface Sum {
  readonly key: readonly string[];
  tx: bigint;
  rx: bigint;
}

/** A copy that is made at once. */
// biome-ignore lint/correctness/useYield: it has no steps.
export function* noSteps<R>(rows: R): Generator<undefined, R> {
  return rows;
}

/** The naive model: sums in maps, and nothing kept. Answers as a journaled source does. */
export class MemoryFlows {
  readonly #hours = new Map<number, { lastSeen: number; sums: Map<string, Sum> }>();
  readonly #keys = new Map<string, { readonly body: string; readonly accepted: Accepted }>();
  now = 0;

  readonly accept = async (entry: Buffer, key?: string): Promise<Accepted> => {
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known !== undefined) {
      return known.body === entry.toString('latin1') ? known.accepted : KEY_REUSED;
    }
    const judgement = judgeEntry(entry, ++this.now);
    if ('refusal' in judgement) return judgement.refusal;
    for (const row of allRows(judgement.rows)) {
      if ('forget' in row) this.#hours.delete(row.forget);
      else this.add(row);
    }
    const accepted = { status: 200, body: '', type: 'application/json' };
    if (key !== undefined) this.#keys.set(key, { body: entry.toString('latin1'), accepted });
    return accepted;
  };

  add({ src_app, dest_app, vpc_id, bytes_tx, bytes_rx, hour, time }: FlowRow): void {
    let group = this.#hours.get(hour);
    if (group === undefined) {
      group = { lastSeen: time, sums: new Map() };
      this.#hours.set(hour, group);
    }
    group.lastSeen = time;
    const key = [src_app, dest_app, vpc_id];
    const name = JSON.stringify(key);
    const sum = group.sums.get(name) ?? { key, tx: 0n, rx: 0n };
    group.sums.set(name, sum);
    sum.tx += BigInt(bytes_tx);
    sum.rx += BigInt(bytes_rx);
  }

  readonly #groupOf = (group: number, { lastSeen, sums }: { lastSeen: number; sums: Map<string, Sum> }) => ({
    group,
    keys: sums.size,
    lastSeen,
    changed: lastSeen,
  });

  readonly totals = (): Pick<TotalsView, 'group' | 'groups' | 'copying'> => ({
    groups: [...this.#hours]
      .map(([group, found]) => this.#groupOf(group, found))
      .sort((a, b) => a.group - b.group),
    group: (group) => {
      const found = this.#hours.get(group);
      return found === undefined ? undefined : this.#groupOf(group, found);
    },
    copying: (group) => noSteps(this.rowsOf(group).values()),
  });

  rowsOf(group: number): readonly TotalsRow[] {
    return [...(this.#hours.get(group)?.sums.values() ?? [])].map(({ key, tx, rx }) => ({
      key,
      sums: [String(tx), String(rx)],
    }));
  }

  /** Everything that is summed up, as a text: two that are alike are the same. */
  snapshot(): string {
    const { groups } = this.totals();
    return JSON.stringify(groups.map(({ group }) => [group, this.rowsOf(group)]));
  }

  options(): Omit<FlowRoutesOptions, 'limits'> {
    return {
      accept: this.accept,
      totals: this.totals,
      replaying: () => undefined,
      onGarbage: () => undefined,
    };
  }
}
