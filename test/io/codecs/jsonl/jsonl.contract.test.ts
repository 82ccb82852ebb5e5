import { jsonl } from '../../../../src/io/codecs/jsonl/jsonl.js';
import { codecContract } from '../../../contracts/codec-contract.js';

const CADDY = `{"level":"info","ts":1703373474.8155608,"msg":"handled request","request":{"client_ip":"1.2.3.4","proto":"HTTP/2.0","method":"GET","host":"example.com","uri":"/beta/x","headers":{"User-Agent":["Mozilla/5.0"]}},"user_id":"","duration":0.001335486,"size":3609,"status":200}`;

const MIXED = [
  '{"time":"2026-01-02T03:04:05Z","user":{"id":7,"näme":"jörg"},"tags":["a","b"]}',
  CADDY,
  `caddy  | ${CADDY}`,
  '',
  'not JSON',
  '{"time":"2026-01-02T03:04:05Z"',
  '[1, 2]',
  '{"msg":"no time"}',
  '{"ts":"soon"}',
  `{"ts":1700000000,"deep":${'['.repeat(100)}${']'.repeat(100)}}`,
  '{"ts":1700000000,"__proto__":{"polluted":true},"constructor":1}',
  '{"log":"2026-01-02 03:04:05 hello\\n","stream":"stdout"}',
].join('\n');

const samples = [
  { name: 'mixed objects', bytes: Buffer.from(`${MIXED}\n`) },
  { name: 'mixed objects with \\r\\n', bytes: Buffer.from(`${MIXED}\n`.replaceAll('\n', '\r\n')) },
  { name: 'no last newline', bytes: Buffer.from(`\uFEFF${MIXED}`) },
];

codecContract('jsonl', () => jsonl(), samples);
codecContract(
  'jsonl with paths',
  () => jsonl({ fields: { user: 'user.id', host: 'request.host' }, time: { field: 'ts' } }),
  samples,
);
codecContract(
  'jsonl with short lines',
  () => jsonl({ maxLineBytes: 60 }),
  [{ name: 'lines around the limit', bytes: Buffer.from(MIXED) }],
  { oversize: ['lines around the limit'] },
);
