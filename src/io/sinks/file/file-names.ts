import { join, parse } from 'node:path';

/** What tells the files of one rotated sink apart; empty without rotation. */
export interface FileLabel {
  /** Epoch milliseconds, whole seconds: the start of the period. */
  readonly period?: number;
  /** Counts from 1, in each period anew. */
  readonly number?: number;
}

export interface FileNames {
  readonly directory: string;
  nameOf(label: FileLabel): string;
  /** The label of a name in the directory; undefined for one that is not the sink's. */
  labelOf(base: string): FileLabel | undefined;
}

const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59Z');

/** Whether a period can be named: names have years of four digits, so that they sort as text. */
export const canBeNamed = (period: number): boolean => period >= FIRST && period <= LAST;

/**
 * The names of a sink's files, their final ones from the start: `alerts.jsonl` is just that; rotated by period
 * `alerts.20260509T160000Z.jsonl`, by size `alerts.000001.jsonl`, by both `alerts.20260509T160000Z.000001.jsonl`.
 */
export const fileNames = (path: string, byPeriod: boolean, bySize: boolean): FileNames => {
  const { dir, name, ext } = parse(path);
  const nameOf = ({ period, number }: FileLabel): string => {
    const parts = [name];
    if (byPeriod && period !== undefined) parts.push(stamp(period));
    if (bySize && number !== undefined) parts.push(String(number).padStart(6, '0'));
    return join(dir, parts.join('.') + ext);
  };
  return {
    directory: dir,
    nameOf,
    labelOf: (base) => {
      if (!base.startsWith(name) || !base.endsWith(ext)) return undefined;
      const middle = base.slice(name.length, base.length - ext.length);
      const found = /^(?:\.(\d{8}T\d{6}Z))?(?:\.(\d{6,15}))?$/.exec(middle);
      if (found === null) return undefined;
      const label = {
        ...(found[1] !== undefined && { period: instant(found[1]) }),
        ...(found[2] !== undefined && { number: Number(found[2]) }),
      };
      // Whatever is not written exactly as the sink writes it is somebody else's.
      const ours = byPeriod === (label.period !== undefined) && bySize === (label.number !== undefined);
      return ours &&
        (label.period === undefined || canBeNamed(label.period)) &&
        nameOf(label) === join(dir, base)
        ? label
        : undefined;
    },
  };
};

const stamp = (instant: number): string => new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '');

const instant = (stamp: string): number =>
  Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** Which of two files of one sink is the newer: positive for the first. */
export const compareLabels = (a: FileLabel, b: FileLabel): number =>
  (a.period ?? 0) - (b.period ?? 0) || (a.number ?? 0) - (b.number ?? 0);
