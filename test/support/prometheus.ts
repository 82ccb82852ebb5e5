/** One line of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Scrape {
  readonly samples: readonly Sample[];
  readonly types: ReadonlyMap<string, string>;
  /** The value of the only series with this name and these labels among its own; undefined where there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;
const ESCAPES: Readonly<Record<string, string>> = { '\\"': '"', '\\\\': '\\', '\\n': '\n' };

/** Reads the text format of Prometheus as strictly as Prometheus does: what it would refuse is thrown. */
export const parseScrape = (text: string): Scrape => {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, typed, type] = /^# TYPE (\S+) (counter|gauge|histogram|summary|untyped)$/.exec(line) ?? [];
    if (typed !== undefined && type !== undefined) {
      if (types.has(typed)) throw new Error(`${typed} has two types.`);
      types.set(typed, type);
      continue;
    }
    if (line.startsWith('# HELP ')) continue;
    const [, name, inside = '', digits = ''] = LINE.exec(line) ?? [];
    if (name === undefined) throw new Error(`This is no sample: ${line}`);
    const labels = labelsOf(inside);
    const identity = JSON.stringify([name, Object.entries(labels).sort()]);
    if (seen.has(identity)) throw new Error(`This series is there twice: ${line}`);
    seen.add(identity);
    const value = digits === '+Inf' ? Infinity : digits === '-Inf' ? -Infinity : Number(digits);
    if (Number.isNaN(value) && !/^nan$/i.test(digits)) throw new Error(`This is no number: ${line}`);
    samples.push({ name, labels, value });
  }
  return {
    samples,
    types,
    value: (name, labels = {}) => {
      const found = samples.filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
      if (found.length > 1) throw new Error(`${name} ${JSON.stringify(labels)} fits ${found.length} series.`);
      return found[0]?.value;
    },
  };
};

const labelsOf = (inside: string): Readonly<Record<string, string>> => {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let at = 0;
  while (at < inside.length) {
    const [whole, name, value] = LABEL.exec(inside) ?? [];
    if (whole === undefined || name === undefined || value === undefined)
      throw new Error(`These are no labels: ${inside}`);
    if (name in labels) throw new Error(`The label ${name} is there twice: ${inside}`);
    labels[name] = value.replace(/\\["\\n]/g, (escaped) => ESCAPES[escaped] ?? escaped);
    at = LABEL.lastIndex;
  }
  return labels;
};
