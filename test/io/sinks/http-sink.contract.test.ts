import { type HttpSinkOptions, httpSink } from '../../../src/io/sinks/http.js';
import { chaosSink } from '../../../src/testing/chaos-sink.js';
import { type SinkSubject, sinkContract } from '../../contracts/sink-contract.js';
import { type WebhookServer, webhookServer } from '../../servers/webhook-server.js';
import { patient } from '../../support/patient.js';

const subject = async (
  options: Partial<HttpSinkOptions> = {},
): Promise<SinkSubject & { server: WebhookServer }> => {
  const server = await webhookServer();
  const idsIn = (body: string): string[] => JSON.parse(body).map(({ id }: { id: string }) => id);
  return {
    server,
    sink: httpSink({ url: server.url, ...options }),
    stored: async () =>
      server.requests.filter(({ status }) => status === 200).flatMap(({ body }) => idsIn(body)),
  };
};

sinkContract('httpSink', { make: () => subject() });
sinkContract('httpSink with batches', { make: () => subject({ batch: { every: 5, max: 4 } }) });
sinkContract('httpSink whose server fails now and then', {
  make: async () => {
    const made = await subject();
    made.server.answerWith(
      { status: 503 },
      'reset',
      { status: 429 },
      { status: 200 },
      { status: 500 },
      'reset',
    );
    return { ...made, sink: patient(made.sink) };
  },
});
sinkContract('httpSink under chaos of its own', {
  make: async () => {
    const made = await subject();
    return { ...made, sink: patient(chaosSink(made.sink, { seed: 7, failBefore: 0.3, failAfter: 0.3 })) };
  },
  skip: [
    {
      test: 'has stored a delivery when its write resolves',
      reason: 'it counts the rows that are stored, and those of a failure after the write are stored twice',
    },
    {
      test: 'stores deliveries in the order in which they are written',
      reason: 'it compares all rows that are stored, and some are stored twice',
    },
    {
      test: 'stores a delivery that was kept in a state store as if it had just been composed',
      reason: 'it compares all rows that are stored, and some are stored twice',
    },
    {
      test: 'can be closed twice, and what it stored stays',
      reason: 'it compares all rows that are stored, and some are stored twice',
    },
  ],
});
