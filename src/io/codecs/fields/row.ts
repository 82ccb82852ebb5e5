/** A row of a format whose fields are only known when it is read: `time` in epoch milliseconds, and whatever else the line has. */
export interface Row {
  readonly time: number;
  readonly [field: string]: unknown;
}
