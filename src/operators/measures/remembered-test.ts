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
export const REMEMBERED = 1024;
const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/** A test that a field decides, asked once about each number. */
export class RememberedTest<R> {
  readonly #said = new Uint8Array(REMEMBERED);

  constructor(
    private readonly test: RowTest<R>,
    readonly field: string,
  ) {}

  holds(row: R): boolean {
    const value = (row as Readonly<Record<string, unknown>>)[this.field];
    return typeof value === 'number' && value >>> 0 === value && value < REMEMBERED
      ? this.holdsFor(value)
      : this.test(row);
  }

  /** What it says of a whole number below `REMEMBERED`. */
  holdsFor(value: number): boolean {
    const said = this.#said[value];
    if (said !== UNKNOWN) return said === YES;
    // The field is all that the test looks at.
    const holds = this.test({ [this.field]: value } as R);
    this.#said[value] = holds ? YES : NO;
    return holds;
  }
}
