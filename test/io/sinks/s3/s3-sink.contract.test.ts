import { chaosSink } from '../../../../src/testing/chaos-sink.js';
import { type SinkSubject, sinkContract } from '../../../contracts/sink-contract.js';
import { patient } from '../../../support/patient.js';
import { linesIn, sinkAt } from './kit.js';

const subject = async (options: Parameters<typeof sinkAt>[0] = {}): Promise<SinkSubject> => {
  const { sink, server } = await sinkAt(options);
  return { sink, stored: async () => linesIn(server).map(({ id }) => String(id)) };
};

sinkContract('s3Sink', { make: () => subject({ every: 3 }) });
sinkContract('s3Sink with small objects', { make: () => subject({ size: 400, format: 'jsonl' }) });
sinkContract('s3Sink under chaos of its own', {
  make: async () => {
    const { sink, stored } = await subject({ every: 5 });
    return { sink: patient(chaosSink(sink, { seed: 7, failBefore: 0.3, failAfter: 0.3 })), stored };
  },
});
