/** What a run has read so far, over all of its files. */
export class ReadTotals {
  lines = 0;
  /** Bytes of the files that are behind it. */
  bytes = 0;
  /** Bytes in the files when they were last looked at. */
  total = 0;

  add(lines: number, bytes: number, total: number): void {
    this.lines += lines;
    this.bytes += bytes;
    this.total += total;
  }
}
