export { isoInstant } from '../io/text/iso-instant.js';
