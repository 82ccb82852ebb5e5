import { chaosSink } from '../../../../src/testing/chaos-sink.js';
import { type SinkSubject, sinkContract } from '../../../contracts/sink-contract.js';
import { patient } from '../../../support/patient.js';
import { field, type Place, place } from './kit.js';

let shared: Promise<Place> | undefined;
let tables = 0;

/** Each a table of its own in one database. */
const subject = async (hasKey: boolean, options = {}): Promise<SinkSubject> => {
  shared ??= place();
  const made = await shared;
  const table = `rows_${++tables}`;
  await made.sql(
    `CREATE TABLE ${table} (n int GENERATED ALWAYS AS IDENTITY, id text${hasKey ? ' PRIMARY KEY' : ''}, time timestamptz, text text, mean float8)`,
  );
  const columns = [
    { name: 'id', read: ({ id }: { id: string }) => id },
    ...['time', 'text', 'mean'].map(field),
  ];
  return {
    sink: made.sink({ table, columns, ...(hasKey && { key: ['id'] }) }, options),
    stored: async () =>
      (await made.sql<{ id: string }>(`SELECT id FROM ${table} ORDER BY n`)).map(({ id }) => id),
  };
};

sinkContract('postgresSink with a key', { make: () => subject(true) });
sinkContract('postgresSink with batches', { make: () => subject(true, { every: 5, batch: 4 }) });
sinkContract('postgresSink without a key', { make: () => subject(false) });
sinkContract('postgresSink under chaos of its own', {
  make: async () => {
    const made = await subject(true);
    return { ...made, sink: patient(chaosSink(made.sink, { seed: 7, failBefore: 0.3, failAfter: 0.3 })) };
  },
});
