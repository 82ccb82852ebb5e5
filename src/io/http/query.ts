import { badRequest, type Refused } from './refused.js';

const NONE: ReadonlyMap<string, readonly string[]> = new Map();

/** The parameters of a request, each judged by whoever asks for it. */
export class Query {
  readonly #values: ReadonlyMap<string, readonly string[]> = NONE;

  /** Throws a `Refused` for a parameter that is not among `known`. */
  constructor(url: string, known: readonly string[]) {
    const mark = url.indexOf('?');
    if (mark < 0) return;
    const values = new Map<string, string[]>();
    for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
      if (!known.includes(name)) {
        const expected = known.length === 0 ? 'there is none here' : `there is ${known.join(', ')}`;
        throw badRequest(`There is no parameter ${JSON.stringify(name.slice(0, 80))}; ${expected}.`);
      }
      const before = values.get(name);
      if (before === undefined) values.set(name, [value]);
      else before.push(value);
    }
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Every value of a parameter that may be there several times. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** The one value of a parameter; undefined where it is not there. */
  one(name: string): string | undefined {
    const values = this.all(name);
    if (values.length > 1) throw badRequest(`The parameter ${name} is there ${values.length} times.`);
    return values[0];
  }

  /** A whole number, 0 or more, as it is usually written: `+1`, `01` and `1.0` are none. */
  whole(name: string): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value)) return value;
    throw badRequest(
      `The parameter ${name} is ${JSON.stringify(text.slice(0, 80))}; a whole number is wanted, 0 to 9007199254740991.`,
    );
  }

  /** As `whole`, and it must be there. */
  required(name: string): number {
    const value = this.whole(name);
    if (value === undefined) throw missing(name);
    return value;
  }
}

export const missing = (name: string): Refused => badRequest(`The parameter ${name} is missing.`);
