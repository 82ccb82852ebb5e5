import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rootCommand, withChildren } from '../../../src/cli/root-command.js';
import { bashCompletion } from '../../../src/cli/shape/bash-completion.js';
import { allOf, commandShape } from '../../../src/cli/shape/command-shape.js';
import { fishCompletion } from '../../../src/cli/shape/fish-completion.js';
import { zshCompletion } from '../../../src/cli/shape/zsh-completion.js';
import { hasProgram } from '../../support/has-program.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { tidemark } from '../../support/tidemark.js';

const shape = commandShape(rootCommand());
const all = allOf(shape);

/** A directory with something to complete. */
const place = async (): Promise<string> => {
  const cwd = await temporaryDirectory();
  writeFileSync(join(cwd, 'web log.log'), '');
  mkdirSync(join(cwd, 'web-state'));
  return cwd;
};

/** What bash proposes for lines, each with its cursor at its end. */
const inBash = (cwd: string, lines: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const ask = lines.map(
    (words) =>
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tidemark; printf '%s\\t' "\${COMPREPLY[@]}"; echo`,
  );
  // That is there while a line is completed only.
  const script = `${bashCompletion(shape)}\ncompopt() { :; }\n${ask.join('\n')}`;
  const told = execFileSync('bash', ['--norc', '-c', script], { cwd, encoding: 'utf8' });
  return told
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').filter((word) => word !== ''));
};

/** What a line may end with: what is typed, and what is to be proposed. */
const CASES = [
  [['tidemark', 'ac'], ['access-log']],
  [['tidemark', 'generate', 'ac'], ['access-log']],
  [
    ['tidemark', 'completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['tidemark', 'access-log', '--pr'], ['--print-config']],
  [['tidemark', 'generate', 'access-log', '--fa'], ['--fast']],
  [['tidemark', 'run', '--log-level', 'de'], ['debug']],
  [['tidemark', '--log-format', 'j'], ['json']],
  [
    ['tidemark', 'run', '--dr'],
    ['--dry-run', '--drain-timeout'],
  ],
  [
    ['tidemark', 'run', 'we'],
    ['web log.log', 'web-state'],
  ],
  [['tidemark', 'audit', '--state', 'we'], ['web-state']],
  [
    ['tidemark', 'access-log', '--out', 'we'],
    ['web log.log', 'web-state'],
  ],
  [['tidemark', 'access-log', '--threshold', ''], []],
  // A command of its own name, and an operand that is a directory.
  [
    ['tidemark', 'ship', 'w'],
    ['web-state', 'why'],
  ],
  [['tidemark', 'ship', '--ov'], ['--overwrite-guard']],
] as const;

const sorted = (words: readonly string[]): readonly string[] => [...words].sort();

describe('the completion', () => {
  test('of bash proposes what may stand there', async () => {
    const found = inBash(await place(), [
      ...CASES.map(([words]) => words),
      ['tidemark', 'run', '--log-level', '=', 'de'],
      ['tidemark', 'audit', '--state', '='],
    ]);
    const wanted = [...CASES.map(([, words]) => words), ['debug'], ['web-state']];
    expect(found.map(sorted)).toEqual(wanted.map(sorted));
  });

  test('of bash knows every option and command that the command line knows', async () => {
    const lines = all.map(({ name }) => [...name.split(' '), '-']);
    const found = inBash(await place(), [...lines, ['tidemark', '']]);
    for (const [i, command] of withChildren(rootCommand()).entries()) {
      expect(all[i]?.name.endsWith(command.name())).toBe(true);
      const options = [...rootCommand().options, ...command.options].map(({ long }) => long);
      expect(found[i]).toEqual(expect.arrayContaining([...options, '--help']));
    }
    expect(found.at(-1)).toEqual(rootCommand().commands.map((command) => command.name()));
  });

  test.skipIf(!hasProgram('fish'))('of fish proposes what may stand there', async () => {
    const cwd = await place();
    writeFileSync(join(cwd, '.tidemark.fish'), fishCompletion(shape));
    // The last words of a line are quoted by fish itself.
    for (const [words, wanted] of CASES) {
      const line = words.join(' ');
      const told = execFileSync(
        'fish',
        ['--no-config', '-c', `source .tidemark.fish; complete -C '${line}'`],
        {
          cwd,
          encoding: 'utf8',
          env: { ...process.env, HOME: cwd },
        },
      );
      const found = told.split('\n').map((one) => one.split('\t')[0] ?? '');
      const plain = found
        .filter((one) => one !== '')
        .map((one) => one.replace(/\/$/, '').replaceAll('\\', ''));
      expect(sorted(plain), line).toEqual(sorted(wanted));
    }
  });

  test.skipIf(!hasProgram('zsh'))('of zsh is a script that zsh can read', async () => {
    const script = join(await place(), '_tidemark');
    writeFileSync(script, zshCompletion(shape));
    execFileSync('zsh', ['-f', '-n', script]);
  });

  test.each([
    ['zsh', zshCompletion(shape), (long: string) => long],
    ['fish', fishCompletion(shape), (long: string) => `-l ${long.slice(2)}`],
  ])('of %s has every option and command', (_, script, written) => {
    for (const command of withChildren(rootCommand())) {
      expect(script).toContain(command.name());
      for (const { long } of command.options) expect(script).toContain(written(String(long)));
    }
  });

  test.each([
    ['bash', bashCompletion(shape)],
    ['zsh', zshCompletion(shape)],
    ['fish', fishCompletion(shape)],
  ])('is printed for %s', async (shell, script) => {
    expect(await tidemark(['completion', shell])).toMatchObject({ code: 0, stdout: script, stderr: '' });
  });

  test('is refused for a shell that it does not know', async () => {
    const { code, stderr } = await tidemark(['completion', 'tcsh']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Allowed choices are bash, zsh, fish')]);
  });
});
