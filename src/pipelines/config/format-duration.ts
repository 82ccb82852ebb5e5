export { formatDuration } from '../../io/text/format-duration.js';
