import { type Clock, systemClock } from '../../../../src/io/clock.js';
import { type SinkSubject, sinkContract } from '../../../contracts/sink-contract.js';
import type { KinesisServer } from '../../../servers/kinesis.js';
import { patient } from '../../../support/patient.js';
import { idsIn, kinesisPlace } from './kit.js';

/** Pauses are over at once: how long they are is not the matter here. */
const hasty: Clock = { ...systemClock(), sleep: () => new Promise((resolve) => setImmediate(resolve)) };

const subject = async (options = {}): Promise<SinkSubject & { server: KinesisServer }> => {
  const { server, sink } = await kinesisPlace({ key: () => 'one', clock: hasty, ...options });
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
