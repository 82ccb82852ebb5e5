export { formatSize } from '../io/text/format-size.js';
