import { type SinkSubject, sinkContract } from '../../../contracts/sink-contract.js';
import type { KinesisServer } from '../../../servers/kinesis.js';
import { patient } from '../../../support/patient.js';
import { idsIn, kinesisPlace } from './kit.js';

const subject = async (options = {}): Promise<SinkSubject & { server: KinesisServer }> => {
  const { server, sink } = await kinesisPlace({ key: () => 'one', ...options });
  return { server, sink, stored: async () => idsIn(server) };
};

sinkContract('kinesisSink', { make: () => subject() });
sinkContract('kinesisSink with aggregates', { make: () => subject({ aggregate: true }) });
sinkContract('kinesisSink whose stream refuses and fails now and then', {
  make: async () => {
    const made = await subject();
    made.server.habits.refuses = (_, nth) => (nth % 3 === 1 ? 'InternalFailure' : undefined);
    made.server.next(
      'PutRecords',
      { kind: 'reset' },
      { kind: 'answer', status: 500, type: 'InternalFailure' },
    );
    return { ...made, sink: patient(made.sink) };
  },
});
