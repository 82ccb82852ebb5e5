import type { StateKey } from './state-store.js';

/** As it is called in messages. */
export const nameOf = ({ pipeline, partition }: StateKey): string =>
  partition === undefined ? pipeline : `${pipeline}@${partition}`;

/** The same for the same key only. */
export const keyText = ({ pipeline, partition }: StateKey): string =>
  JSON.stringify(partition === undefined ? [pipeline] : [pipeline, partition]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Orders by pipeline and then partition; a pipeline itself comes before its partitions. */
export const byKey = (a: StateKey, b: StateKey): number =>
  compare(a.pipeline, b.pipeline) ||
  Number(a.partition !== undefined) - Number(b.partition !== undefined) ||
  compare(a.partition ?? '', b.partition ?? '');
