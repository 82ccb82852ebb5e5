import { test } from 'vitest';
import { TEXT_FORMATS } from '../../src/io/codecs/text-formats.js';
import { TEXT_SAMPLES } from '../io/codecs/text-samples.js';
import { decodeLines } from '../io/codecs/decode-lines.js';
test('x', () => {
  for (const f of TEXT_FORMATS) { if (process.env.F && !process.env.F.split(',').includes(f.name)) continue; const out = decodeLines(f.codec({year:2024}), TEXT_SAMPLES[f.name].rows.join('\n')); for (const r of out.rows) console.log(f.name, JSON.stringify({...r, time: new Date(r.time).toISOString()})); 
  for (const r of decodeLines(f.codec({year:2024}), TEXT_SAMPLES[f.name].rejected.join('\n')).rejected) console.log('   REJ', r.reason, r.detail, r.raw?.slice(0,60)); }
});
