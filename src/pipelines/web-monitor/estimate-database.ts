/** What of a target decides how large its rows are. */
export interface EstimatedTarget {
  readonly name: string;
  readonly url: string;
  /** Its interval, in milliseconds. */
  readonly every: number;
}

/** What checks will take in the database of `db/create_db.sql`. Bytes are those on its disk, indexes included. */
export interface DatabaseEstimate {
  readonly targets: number;
  /** Rows of `metrics`: every check is one. */
  readonly rowsPerDay: number;
  readonly metricsPerDay: number;
  /** Where one check of a hundred fails. */
  readonly errorsPerDay: number;
  readonly rollupsPerDay: number;
}

/**
 * Bytes of a row besides its URL and its name, as measured: 100,000 checks over HTTPS that went well, with all phases, stored
 * in the order in which they were due, and the sizes of table and indexes after that, divided by the rows (PostgreSQL 15 and
 * 18, which agree). `test/io/checks-database/row-sizes.test.ts` measures it again.
 */
export const ROW_BYTES = { metrics: 240, errors: 205, rollup: 187 } as const;

const DAY = 86_400_000;
const HOURS = 24;
const FAILING = 0.01;

/**
 * Bytes of the sketch of so many response times: all of them, or the buckets that they are in, of which there are no more than
 * this.
 */
const sketchBytes = (values: number): number => 27 + (values <= 64 ? 8 * values : 12 * Math.min(values, 120));

/** How much there will be, from intervals and lengths alone. */
export const estimateDatabase = (targets: readonly EstimatedTarget[]): DatabaseEstimate => {
  let [rowsPerDay, metricsPerDay, errorsPerDay, rollupsPerDay] = [0, 0, 0, 0];
  for (const { name, url, every } of targets) {
    const texts = Buffer.byteLength(name) + Buffer.byteLength(url);
    const checks = DAY / every;
    rowsPerDay += checks;
    metricsPerDay += checks * (ROW_BYTES.metrics + texts);
    errorsPerDay += checks * FAILING * (ROW_BYTES.errors + texts);
    // An hour without a check has none.
    const hours = Math.min(HOURS, checks);
    rollupsPerDay +=
      hours * (ROW_BYTES.rollup + texts + sketchBytes(checks / hours)) +
      (ROW_BYTES.rollup + texts + sketchBytes(checks));
  }
  return { targets: targets.length, rowsPerDay, metricsPerDay, errorsPerDay, rollupsPerDay };
};
