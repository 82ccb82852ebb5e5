/** Whether a row is of a kind. */
export interface RowTest<R> {
  (row: R): boolean;
  /**
   * A field that decides alone wherever it holds a number. On an object of nothing but that field the test answers, and does
   * nothing else: so what it says of a number can be remembered.
   */
  readonly decidedBy?: string;
}

/** What is said of whole numbers below this is remembered, as statuses are. */
const REMEMBERED = 1024;
const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** A test that a field decides, asked once about each number. */
export class RememberedTest<R> {
  readonly #said = new Uint8Array(REMEMBERED);

  constructor(
    private readonly test: RowTest<R>,
    private readonly field: string,
  ) {}

  holds(row: R): boolean {
    const value = (row as Readonly<Record<string, unknown>>)[this.field];
    if (typeof value !== 'number' || value >>> 0 !== value || value >= REMEMBERED) return this.test(row);
    const said = this.#said[value];
    return said === UNKNOWN ? this.#ask(value) : said === YES;
  }

  #ask(value: number): boolean {
    // The field is all that the test looks at.
    const holds = this.test({ [this.field]: value } as R);
    this.#said[value] = holds ? YES : NO;
    return holds;
  }
}
