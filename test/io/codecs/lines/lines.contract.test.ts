import { lines } from '../../../../src/io/codecs/lines/lines.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const MIXED = [
  'before any time',
  '2026-01-02 03:04:05,678 ERROR java.lang.RuntimeException',
  '\tat com.example.Main(Main.java:14)',
  '',
  '[10/Oct/2000:13:55:36 -0700] größer',
  'Dec 31 23:59:59 host a: last',
  'Jan  1 00:00:00 host a: first',
  'Dec 31 23:59:58 host a: late',
  'Feb 30 00:00:00 no such day',
  '1428634687123 Hello',
].join('\n');

const samples = [
  { name: 'mixed lines', bytes: Buffer.from(`${MIXED}\n`) },
  { name: 'mixed lines with \\r\\n', bytes: Buffer.from(`${MIXED}\n`.replaceAll('\n', '\r\n')) },
  { name: 'no last newline', bytes: Buffer.from(MIXED) },
];

codecContract('lines', () => lines(), samples);
codecContract('lines with a year', () => lines({ year: 2025 }), samples);
