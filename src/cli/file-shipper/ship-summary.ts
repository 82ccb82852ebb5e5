import { countOf } from '../../io/text/count-of.js';
import { hasFailed } from '../../pipelines/file-shipper/has-failed.js';

interface UploadRow {
  readonly kind: 'upload';
  readonly path: string;
  readonly class: string;
  readonly shipped: boolean;
}

const isUpload = (row: unknown): row is UploadRow =>
  typeof row === 'object' &&
  row !== null &&
  'kind' in row &&
  row.kind === 'upload' &&
  'path' in row &&
  typeof row.path === 'string' &&
  'class' in row &&
  typeof row.class === 'string' &&
  'shipped' in row &&
  typeof row.shipped === 'boolean';

const waitingIn = (row: unknown): number | undefined =>
  typeof row === 'object' &&
  row !== null &&
  'kind' in row &&
  row.kind === 'files' &&
  'waiting' in row &&
  typeof row.waiting === 'number'
    ? row.waiting
    : undefined;

/** What a run that ends has come to. A row may come out of several streams: what counts is the last of each file. */
export class ShipSummary {
  readonly #classes = new Map<string, string>();
  #waiting = 0;

  note(row: unknown): void {
    if (isUpload(row)) {
      // What an earlier run had begun may come after the last report of what waits.
      if (row.shipped && !this.#isShipped(row.path)) this.#waiting--;
      if (row.shipped || hasFailed(row) || row.class === 'dry-run')
        this.#classes.set(row.path, hasFailed(row) ? 'failed' : row.class);
      // It is not what it was: if it is there still, it waits.
      else this.#classes.delete(row.path);
    } else this.#waiting = waitingIn(row) ?? this.#waiting;
  }

  get failed(): number {
    return this.#count('failed');
  }

  /** Shipped, beside another object. */
  get conflicts(): number {
    return this.#count('conflict');
  }

  text(): string {
    const dry = this.#count('dry-run');
    if (dry > 0) return `${countOf(dry, 'file')} would be shipped\n`;
    const { failed, conflicts } = this;
    const shipped = this.#classes.size - failed - conflicts;
    // Those that have failed wait, too.
    const left = Math.max(0, this.#waiting - failed);
    const parts = [
      `${shipped} shipped`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(conflicts > 0 ? [countOf(conflicts, 'conflict')] : []),
      ...(left > 0 ? [`${left} left: changed a short time ago, not removed, or not the hour`] : []),
    ];
    return `${parts.join(', ')}\n`;
  }

  #isShipped(path: string): boolean {
    const known = this.#classes.get(path);
    return known === 'ok' || known === 'conflict';
  }

  #count(what: string): number {
    let count = 0;
    for (const one of this.#classes.values()) if (one === what) count++;
    return count;
  }
}
