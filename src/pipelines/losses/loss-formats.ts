import { knownFormat } from './known-format.js';

/** In which formats rejected lines are that are known, whatever format they were to be read in. */
export interface LossFormats {
  /** Lines that were looked at: the first thousand, and then each 97th. */
  readonly looked: number;
  /** How many lines are in which format, by its name; of those beyond the first thousand one stands for 97. */
  readonly lines: Readonly<Record<string, number>>;
  /** How many are in none that is known. */
  readonly unknown: number;
  /** Those of these formats whose lines, or some of them, are requests. */
  readonly requests: readonly string[];
  /** The formats that the sources are told to read. */
  readonly readAs: readonly string[];
}

const FIRST = 1000;
/** A prime, so that what comes in turns is not met in step. */
const EACH = 97;

/** Counts in which formats rejected lines are. What it costs for a line is bounded: most are not looked at. */
export class LossFormatsTally {
  #seen = 0;
  #looked = 0;
  #unknown = 0;
  readonly #lines = new Map<string, number>();
  readonly #requests = new Set<string>();

  constructor(private readonly readAs: readonly string[]) {}

  /** The first bytes of a line, one character a byte. */
  add(raw: string): void {
    this.#seen++;
    if (this.#seen > FIRST && this.#seen % EACH !== 0) return;
    this.#looked++;
    const weight = this.#seen > FIRST ? EACH : 1;
    const found = knownFormat(raw);
    if (found === undefined) {
      this.#unknown += weight;
      return;
    }
    const { name } = found.format;
    this.#lines.set(name, (this.#lines.get(name) ?? 0) + weight);
    if (found.isRequest) this.#requests.add(name);
  }

  /** Undefined where no line has come. */
  get formats(): LossFormats | undefined {
    if (this.#looked === 0) return undefined;
    return {
      looked: this.#looked,
      lines: Object.fromEntries([...this.#lines].sort(([a], [b]) => (a < b ? -1 : 1))),
      unknown: this.#unknown,
      requests: [...this.#requests].sort(),
      readAs: this.readAs,
    };
  }
}

/** Those of the runs before and of this one together, which says how lines are read now. */
export const addLossFormats = (
  before: LossFormats | undefined,
  now: LossFormats | undefined,
): LossFormats | undefined => {
  if (before === undefined || now === undefined) return now ?? before;
  const lines: Record<string, number> = { ...before.lines };
  for (const [name, n] of Object.entries(now.lines)) lines[name] = (lines[name] ?? 0) + n;
  return {
    looked: before.looked + now.looked,
    lines,
    unknown: before.unknown + now.unknown,
    requests: [...new Set([...before.requests, ...now.requests])].sort(),
    readAs: now.readAs,
  };
};
