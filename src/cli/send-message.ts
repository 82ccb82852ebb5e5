import { BadConfig } from '../config/bad-config.js';
import type { PlannedSink } from '../config/compile/plan-sinks.js';
import { configPaths, loadConfigs } from '../config/load-configs.js';
import { parseOverride } from '../config/parse-override.js';
import { builtParts } from '../config/parts/built-parts.js';
import { Secrets } from '../config/secrets.js';
import { wantsColours } from '../host/colours.js';
import { log, warn } from '../host/log.js';
import { systemClock } from '../io/clock.js';
import type { HttpAnswer } from '../io/sinks/http/http-poster.js';
import type { Emitted } from '../io/sinks/sink.js';
import { didYouMean } from '../io/text/did-you-mean.js';
import { oneLine } from '../io/text/one-line.js';
import type { Transition } from '../operators/alert/alert-options.js';
import { TidemarkError } from '../operators/tidemark-error.js';

export interface SendFlags {
  readonly state: 'firing' | 'reminder' | 'resolved';
  readonly severity?: string;
  readonly set?: readonly string[];
}

/** Sends one test message, once. Throws BadConfig where there are errors, and a TidemarkError where it was not taken. */
export async function sendMessage(
  name: string,
  given: readonly string[],
  { state, severity, set = [] }: SendFlags,
): Promise<void> {
  const secrets = new Secrets();
  const loaded = await loadConfigs(configPaths(given), {
    parts: builtParts,
    environment: process.env,
    secrets,
    offline: false,
    overrides: set.map(parseOverride),
    colours: wantsColours(process.stderr),
  });
  if (loaded.errors > 0) throw new BadConfig(loaded.text, loaded.errors);
  if (loaded.text !== '') log.show(loaded.text);
  const sinks = new Map(loaded.plans.flatMap((plan) => [...plan.sinks]));
  const { part, settings } = sinkOf(name, sinks);
  const say = (text: string): void => warn(oneLine(secrets.redact(text)));
  const answers: HttpAnswer[] = [];
  const clock = systemClock();
  const sink = part.build(settings, {
    ...{ clock, warn: say, inform: say, json: true, colours: false, zone: 'UTC', remembers: false, name },
    unitOf: () => undefined,
    nameOf: (written) => written,
    sqlTypeOf: () => undefined,
    onAnswer: (answer) => void answers.push(answer),
  });
  const show = ({ status, text }: HttpAnswer): void => {
    // What is cut in the middle of a secret does not look like one any more.
    const said = secrets.redact(text).trim().slice(0, LONGEST);
    const words = `${sink.destination} answered ${status}${said === '' ? '' : `: ${said}`}`;
    process.stdout.write(`${oneLine(secrets.redact(words))}\n`);
  };
  try {
    const row = testRow(state, severity, clock.now());
    const memory = { saved: undefined, kept: new Map<string, number>() };
    for (const delivery of sink.compose([row], memory, Infinity).deliveries) {
      const never = new AbortController().signal;
      await sink.write(delivery, never, () => Promise.reject(new Error('Nothing is kept.')));
    }
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    answers.forEach(show);
    const why = answers.length > 0 ? '' : ` ${error.message.replace(/ The rows are sent again\.$/, '')}`;
    const then = error.retryable ? 'would send it again' : 'would count it as undeliverable';
    const message = `${name} did not take the message; a pipeline ${then}.${why}`;
    throw new TidemarkError('undeliverable', secrets.redact(message), { cause: error });
  } finally {
    await sink.close();
  }
  answers.forEach(show);
}

const sinkOf = (name: string, sinks: ReadonlyMap<string, PlannedSink>): PlannedSink => {
  const sink = sinks.get(name);
  if (sink === undefined) {
    const near = didYouMean(name, sinks.keys());
    const names =
      sinks.size === 0 ? 'The config has none under sinks.' : `There are ${[...sinks.keys()].join(', ')}.`;
    const advice = near === undefined ? names : `Did you mean ${near}?`;
    throw new TidemarkError('usage', `There is no output ${JSON.stringify(name)}. ${advice}`);
  }
  // A file that somebody else has written to is damaged for the pipeline that writes it.
  if (sink.part.guarantee === 'exactly once' || sink.part.name === 'stdout') {
    const message = `${name} is an output of the kind ${sink.part.name}, where a test message would stay among what is stored. send is for those that tell somebody.`;
    throw new TidemarkError('usage', message);
  }
  return sink;
};

/** As if an alert named `test` had fired: the same incident in every state. */
const testRow = (state: SendFlags['state'], severity: string | undefined, now: number): Emitted => ({
  pipeline: 'tidemark',
  stream: 'test',
  id: `tidemark/test/test/${now}/${state}`,
  row: {
    ...{ time: Math.floor(now), alert: 'test', value: null, threshold: null, because: [] },
    was: state === 'firing' ? 'ok' : 'firing',
    state: state === 'resolved' ? 'ok' : 'firing',
    ...(state === 'reminder' && { reminder: true }),
    ...(severity !== undefined && { severity }),
    message: `This is a test message, sent with tidemark send --state ${state}. Nothing is wrong.`,
  } satisfies Transition,
});

/** Characters of an answer that are shown. */
const LONGEST = 500;
