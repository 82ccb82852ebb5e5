import { TEXT_FORMATS } from '../../../src/io/codecs/text-formats.js';
import { codecContract } from '../../contracts/codec-contract.js';
import { TEXT_SAMPLES } from './text-samples.js';

for (const { name, codec } of TEXT_FORMATS) {
  const { rows, rejected } = TEXT_SAMPLES[name];
  const lines = rows.flatMap((row, i) => [row, rejected[i % rejected.length] as string]);
  codecContract(name, () => codec({ year: 2023 }), [
    { name: 'lines of all kinds', bytes: Buffer.from(`${lines.join('\n')}\n`) },
    { name: 'lines with \\r\\n and no last newline', bytes: Buffer.from(lines.join('\r\n')) },
  ]);
}
