import { log } from '../host/log.js';
import { diskStore } from '../io/state/lmdb/disk-store.js';
import { nameOf } from '../io/state/state-key.js';
import { oneLine } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { audit } from '../pipelines/audit.js';
import { auditText } from './audit-text.js';

export interface AuditFlags {
  readonly state: string;
  readonly json?: true;
}

/** Prints the audit of every pipeline in a state directory. Throws a TidemarkError 'bad-state' where a sum does not add up. */
export async function auditState({ state, json }: AuditFlags): Promise<void> {
  const store = await diskStore({ directory: state, readOnly: true });
  try {
    const keys = await store.list();
    if (keys.length === 0) log.show(`Nothing has been committed to ${oneLine(state)} yet.\n`);
    let faults = 0;
    for (const key of keys) {
      const saved = await store.load(key);
      const report = saved === undefined ? undefined : audit(nameOf(key), saved);
      if (report === undefined) continue;
      faults += report.faults.length;
      process.stdout.write(json === true ? `${JSON.stringify(report)}\n` : auditText(report));
    }
    if (faults > 0) {
      throw new TidemarkError('bad-state', `${faults} sums do not add up: rows were lost or counted twice.`);
    }
  } finally {
    await store.close();
  }
}
