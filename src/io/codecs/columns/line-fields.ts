/** Fields of one line that can be read; a line may have more, which are counted and no more than that. */
export const MAX_FIELDS = 256;

/**
 * Where the fields of the line last split are, as indexes into its bytes, quotes and brackets left out. Reused for every
 * line, so that a line costs no object.
 */
export class LineFields {
  readonly from = new Int32Array(MAX_FIELDS);
  readonly to = new Int32Array(MAX_FIELDS);
  /** Above `MAX_FIELDS` for a line that has more. */
  count = 0;
  /** Differs from line to line: for what remembers something about the line. */
  line = 0;

  /** Forgets the line before. */
  protected begin(): void {
    this.count = 0;
    this.line++;
  }

  protected add(from: number, to: number): void {
    const { count } = this;
    if (count < MAX_FIELDS) {
      this.from[count] = from;
      this.to[count] = to;
    }
    this.count = count + 1;
  }
}
