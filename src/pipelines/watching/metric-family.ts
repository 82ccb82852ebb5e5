import { Gauge, Registry } from 'prom-client';
import { printable } from '../../io/text/printable.js';

export type Labels = Readonly<Record<string, string>>;

/** One metric with all its series, at the moment of a scrape. */
export interface MetricFamily {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly series: readonly (readonly [labels: Labels, value: number])[];
}

/** Longer label values are cut. */
const WIDTH = 120;

/** A value of a log as a label: short, and without what a terminal obeys. */
export const labelValue = (value: unknown): string =>
  printable(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'), WIDTH);

/** Fields as label names: a prefix keeps them apart from ours, and what names must not hold is replaced. */
export const keyLabels = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    const clean = `key_${name.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
    let label = clean;
    for (let n = 2; taken.has(label); n++) label = `${clean}_${n}`;
    taken.add(label);
    return label;
  });
};

/**
 * Series with the same labels would make Prometheus refuse the whole scrape: different values may look the same once they
 * are cut. The first of them is kept.
 */
const unlike = (series: MetricFamily['series']): MetricFamily['series'] => {
  const seen = new Map(series.map((one) => [JSON.stringify(one[0]), one] as const).reverse());
  return series.filter((one) => seen.get(JSON.stringify(one[0])) === one);
};

/** Metrics in the text format, without those that have no series. */
export const familiesText = async (families: readonly MetricFamily[]): Promise<string> => {
  const registry = new Registry();
  for (const family of families) if (family.series.length > 0) registry.registerMetric(new Scraped(family));
  return registry.metrics();
};

/** What prom-client writes is taken from the family: its own table of series takes some different labels for the same. */
class Scraped extends Gauge {
  constructor(private readonly family: MetricFamily) {
    super({ name: family.name, help: family.help, registers: [] });
  }

  override async get(): ReturnType<Gauge['get']> {
    const { type, series } = this.family;
    const values = unlike(series).map(([labels, value]) => ({ labels, value }));
    // The types of prom-client number their kinds; the text is made of the word.
    return { ...(await super.get()), type: type as unknown as Kind, values };
  }
}

type Kind = Awaited<ReturnType<Gauge['get']>>['type'];
