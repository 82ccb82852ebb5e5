import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Mutation, pipelineName } from '../support/mutations/mutation.js';
import { NAMES } from '../support/mutations/names.js';
import { TIMES } from '../support/mutations/times.js';
import { UNITS } from '../support/mutations/units.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { rowsIn, tidemark } from '../support/tidemark.js';

const configOf = ({ format = 'jsonl', pipeline }: Mutation, name: string): string => `version: 1
pipelines:
  ${name}:
    source: { file: ${name}.log, format: ${format}, follow: false }
${pipeline.replace(/^\n/, '')}
`;

/** What is said of each pipeline, in a line that begins with its name or its file and those indented under it. */
const saidOf = (stderr: string): ReadonlyMap<string, string> => {
  const said = new Map<string, string>();
  let name = '';
  for (const line of stderr.split('\n')) {
    name = /^(?:tidemark: )?(m\d+)(?:\.yaml)?:/.exec(line)?.[1] ?? (line.startsWith(' ') ? name : '');
    said.set(name, `${said.get(name) ?? ''}${line}\n`);
  }
  return said;
};

interface Told {
  readonly stdout: string;
  readonly said: ReadonlyMap<string, string>;
}

/** All in two processes, of which the second runs what the first has not refused. */
const runAll = async (mutations: readonly Mutation[]): Promise<Told> => {
  const directory = await temporaryDirectory();
  const names = mutations.map((_, index) => pipelineName(index));
  for (const [index, mutation] of mutations.entries()) {
    const name = pipelineName(index);
    await writeFile(join(directory, `${name}.yaml`), configOf(mutation, name));
    await writeFile(join(directory, `${name}.log`), `${mutation.lines.join('\n')}\n`);
  }
  const run = (verb: readonly string[], some: readonly string[]) =>
    tidemark([...verb, ...some.map((name) => `${name}.yaml`)], { cwd: directory });
  const checked = await run(['check'], names);
  const faults = checked.stderr.matchAll(/^(m\d+)\.yaml:\d+:\d+: error:/gm);
  const refused = new Set(Array.from(faults, ([, name]) => name));
  const started = names.filter((name) => !refused.has(name));
  const { stdout, stderr } = await run(['run', '--json'], started);
  const refusals = [...saidOf(checked.stderr)].filter(([name]) => refused.has(name));
  return { stdout, said: new Map([...saidOf(stderr), ...refusals]) };
};

/** Whatever people get wrong: the right number, or a word about it. */
describe.each([
  ['units', UNITS],
  ['times', TIMES],
  ['names', NAMES],
] as const)('%s', (_, mutations) => {
  let told: Promise<Told> | undefined;

  test.each(mutations.map((mutation, index) => ({ ...mutation, pipeline: pipelineName(index) })))(
    '$name',
    async ({ pipeline, right = [], said: wanted }) => {
      told ??= runAll(mutations);
      const { stdout, said } = await told;
      const words = said.get(pipeline);
      for (const row of right)
        expect(rowsIn(stdout), words).toContainEqual(expect.objectContaining({ pipeline, ...row }));
      if (wanted !== undefined) expect(words).toMatch(wanted);
    },
  );
});
