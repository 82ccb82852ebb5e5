export { count } from './count.js';
export { distinct } from './distinct.js';
export { max, min } from './extreme.js';
export { first, last } from './first-last.js';
export { mean } from './mean.js';
export { p50, p90, p95, p99, percentile } from './percentile.js';
export { rate } from './rate.js';
export { ratio } from './ratio.js';
export { sum } from './sum.js';
