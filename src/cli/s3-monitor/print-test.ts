import { formatSize } from '../../io/text/format-size.js';
import { oneLine } from '../../io/text/one-line.js';
import { valueText } from '../../io/text/value-text.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { type FoundTest, findTest } from '../../pipelines/s3-monitor/why/find-test.js';
import { HERE, stateHere } from './state-here.js';

export interface PrintTestFlags {
  readonly state?: string;
  readonly json?: true;
}

export const printTest = async (testId: string, flags: PrintTestFlags): Promise<void> => {
  const state = flags.state ?? stateHere(process.env) ?? HERE;
  const found = await findTest(state, testId);
  if (found.rows.length === 0)
    throw new TidemarkError(
      'usage',
      oneLine(
        `Nothing is known of a test ${testId} in ${state}: some days of tests are, of a monitor that has a state.`,
      ),
    );
  const all = [...found.rows, ...found.removals];
  process.stdout.write(
    flags.json === true ? all.map((one) => `${JSON.stringify(one)}\n`).join('') : testText(found),
  );
};

type Row = FoundTest['rows'][number];

const time = (value: number | null): string => valueText(value, 'duration');

const testText = ({ rows, removals }: FoundTest): string =>
  [...rows.flatMap(rowLines), ...removals.map(removalLine)].map((line) => `${oneLine(line)}\n`).join('');

const rowLines = (row: Row): readonly string[] => [
  `${row.test_id}: ${row.series} of ${row.bucket}${row.size === null ? '' : `, ${formatSize(row.size)}`}, by monitor ${row.monitor}, due at ${row.time}`,
  outcome(row),
  ...(row.duration === null
    ? []
    : [
        `times: look-up ${time(row.dns)}, connecting ${time(row.connect)}, TLS ${time(row.tls)}, first byte ${time(row.first_byte)}, all ${time(row.duration)}`,
      ]),
  ...(row.connection === null
    ? []
    : [`connection: ${row.connection}${row.address === null ? '' : `, to ${row.address}`}`]),
  ...(row.lag === null
    ? []
    : [
        `Tidemark itself: begun ${time(row.lag)} late, held up for ${time(row.held)} meanwhile${row.suspect ? ': its times are suspect' : ''}`,
      ]),
  ...(row.key === null ? [] : [`key: ${row.key}`]),
  ...(row.request_id === null ? [] : [`x-amz-request-id: ${row.request_id}`]),
  ...(row.host_id === null ? [] : [`x-amz-id-2: ${row.host_id}`]),
  ...(row.status === 'none'
    ? []
    : [`in the log of the service: "${row.test_id}" is in the key, and in the User-Agent of each request`]),
];

const outcome = ({ class: found, phase, code, detail }: Row): string => {
  const answer = code === null ? '' : `, answered with ${code}`;
  const where = phase === null ? '' : `, while: ${phase}`;
  return `${found}${answer}${where}${detail === null ? '' : `: ${detail}`}`;
};

const removalLine = ({ time: at, left, removed }: FoundTest['removals'][number]): string =>
  removed === true
    ? `what it wrote was removed at ${at}`
    : `what it wrote could not be removed at ${at}: ${left ?? 'no reason is known'}`;
