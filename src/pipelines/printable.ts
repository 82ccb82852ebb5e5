export { printable } from '../io/text/printable.js';
