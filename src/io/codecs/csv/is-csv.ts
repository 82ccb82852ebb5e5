export { isCsvHeader as isCsv } from './csv-header.js';
