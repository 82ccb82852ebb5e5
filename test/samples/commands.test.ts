import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unknownIn } from '../support/known-command.js';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The lines of the examples for a shell that a page has, without what they print. */
const linesOf = (page: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(/```(sh|console)\n([\s\S]*?)```/g)].flatMap(([, kind, text = '']) =>
    text
      .split('\n')
      .filter((line) => kind === 'sh' || line.startsWith('$ '))
      .map((line) => line.replace(/^\$ /, '').replace(/(^|\s)#.*$/, '')),
  );

const commandsOf = (page: string, program: RegExp): readonly string[] =>
  linesOf(page)
    .flatMap((line) => line.split(/&&|\||;|>/))
    .map((command) => command.trim())
    .filter((command) => program.test(command))
    .map((command) => command.replace(program, '').trim());

test.each(pages)('%s shows commands that there are, with options that they have', (page) => {
  for (const command of commandsOf(page, /^(npx |sudo )*tidemark(?=\s|$)/)) {
    expect(unknownIn(command.split(/\s+/).filter((word) => word !== '')), command).toEqual([]);
  }
  for (const command of commandsOf(page, /^npm run (--silent )?/)) {
    expect(Object.keys(scripts)).toContain(command.split(' ')[0]);
  }
});

test('the README shows some', () => {
  expect(commandsOf('README.md', /^(npx )?tidemark\b/).length).toBeGreaterThan(10);
  expect(unknownIn(['access-log', '--nope', '--json'])).toEqual(['--nope']);
  expect(unknownIn(['acces-log'])).toEqual(['acces-log']);
});
