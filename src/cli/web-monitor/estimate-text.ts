import { formatSize } from '../../io/text/format-size.js';
import { grouped } from '../../io/text/grouped.js';
import type { DatabaseEstimate } from '../../pipelines/web-monitor/estimate-database.js';

const MONTH = 30;
const KEPT = 90;
const AHEAD = 7;
const SECONDS = 86_400;

/** An estimate for people, four lines. */
export const estimateText = (estimate: DatabaseEstimate): string => {
  const { targets, rowsPerDay, metricsPerDay, errorsPerDay, rollupsPerDay } = estimate;
  const sizes = (perDay: number): string =>
    `${formatSize(perDay).padStart(8)} a day ${formatSize(perDay * MONTH).padStart(9)} in 30 days`;
  const kept = (metricsPerDay + errorsPerDay) * KEPT;
  // Of both tables, today and the days ahead among them.
  const partitions = 2 * (KEPT + AHEAD + 1);
  return `${[
    `${grouped(targets)} targets, ${grouped(Math.round(rowsPerDay))} checks a day (${(rowsPerDay / SECONDS).toFixed(1)} a second)`,
    `metrics ${sizes(metricsPerDay)}, a row for each check, indexes included`,
    `errors  ${sizes(errorsPerDay)}, where 1 % of them fail`,
    `rollups ${sizes(rollupsPerDay)}, by hour and day, with percentiles`,
    `kept for ${KEPT} days: ${formatSize(kept)} in ${partitions} partitions, and ${formatSize(rollupsPerDay * 365)} of rollups a year`,
  ].join('\n')}\n`;
};
