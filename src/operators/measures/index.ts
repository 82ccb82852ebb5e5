export { count } from './count.js';
export { max, min } from './extreme.js';
export { first, last } from './first-last.js';
export { mean } from './mean.js';
export { rate } from './rate.js';
export { ratio } from './ratio.js';
export { sum } from './sum.js';
