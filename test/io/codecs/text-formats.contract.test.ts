import { TEXT_FORMATS } from '../../../src/io/codecs/text-formats.js';
import { codecContract } from '../../contracts/codec-contract.js';
import { type Samples, TEXT_SAMPLES } from './text-samples.js';

for (const { name, codec } of TEXT_FORMATS) {
  const { rows, rejected, ignored }: Samples = TEXT_SAMPLES[name];
  // What is within a record is not rejected, so what is comes first.
  const lines = ignored?.test('# ')
    ? [...rejected, ...rows]
    : rows.flatMap((row, i) => [row, rejected[i % rejected.length] as string]);
  if (ignored?.test('\t')) lines.splice(1, 0, '\tgoes on');
  const ignores = (line: Buffer) => ignored?.test(line.toString()) ?? false;
  codecContract(
    name,
    () => codec({ year: 2023 }),
    [
      { name: 'lines of all kinds', bytes: Buffer.from(`${lines.join('\n')}\n`) },
      {
        name: 'lines with \\r\\n and no last newline',
        bytes: Buffer.from(lines.join('\n').replaceAll('\n', '\r\n')),
      },
    ],
    { ignores },
  );
}
