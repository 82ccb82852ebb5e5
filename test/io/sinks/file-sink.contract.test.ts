import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileSinkOptions, fileSink } from '../../../src/io/sinks/file.js';
import { jsonLines } from '../../../src/io/sinks/json-lines.js';
import { chaosSink } from '../../../src/testing/chaos-sink.js';
import { type SinkSubject, sinkContract } from '../../contracts/sink-contract.js';
import { patient } from '../../support/patient.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const subject = async (options: Partial<FileSinkOptions> = {}): Promise<SinkSubject> => {
  const directory = join(await temporaryDirectory(), 'made', 'for it');
  return {
    sink: fileSink({ path: join(directory, 'rows.jsonl'), format: jsonLines(), ...options }),
    stored: async () => {
      // Names are in the order in which the files were opened.
      const names = (await readdir(directory).catch(() => [])).sort();
      const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
      return texts.flatMap((text) =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line).id),
      );
    },
  };
};

sinkContract('fileSink', { make: () => subject() });
sinkContract('fileSink with small deliveries', { make: () => subject({ deliveryBytes: 300 }) });
sinkContract('fileSink rotated by size', { make: () => subject({ rotate: { size: 500 } }) });
sinkContract('fileSink rotated by size and period', {
  make: () => subject({ rotate: { size: 500, every: '4s' } }),
});
sinkContract('fileSink under chaos of its own', {
  make: async () => {
    const { sink, stored } = await subject();
    return { sink: patient(chaosSink(sink, { seed: 7, failBefore: 0.3, failAfter: 0.3 })), stored };
  },
});
