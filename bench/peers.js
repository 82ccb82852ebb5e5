import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { find } from './tools.js';

const AWK = `{
  path = $7
  sub(/[?#].*/, "", path)
  split(path, part, "/")
  hits["/" part[2]]++
}
END { for (section in hits) print hits[section], section }
`;

const MTAIL = `counter hits_total by section, status
/^\\S+ \\S+ \\S+ \\[[^\\]]+\\] "\\S+ (?P<section>\\/[^\\/?#\\s]*)\\S* [^"]*" (?P<status>\\d+) / {
  hits_total[$section][$status]++
}
`;

const SQL = `;SELECT '/' || regexp_match('^/([^/]*)', cs_uri_stem) AS section, count(*) AS hits FROM access_log GROUP BY section`;

/** Lines for the programs that would need minutes for the whole log; their figures are per second, so they compare. */
const SUBSET = 500_000;

/**
 * Who is measured, in the order of the table: what to run for a log, and at most how many of its lines.
 * `scratch` is a directory for their programs and whatever they leave in a home directory.
 */
export const peers = (scratch, main) => {
  let runs = 0;
  const programs = join(scratch, 'mtail');
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, 'access.mtail'), MTAIL);
  const sections = join(scratch, 'sections.awk');
  writeFileSync(sections, AWK);
  const all = [
    { name: 'wc -l', program: 'wc', args: (log) => ['-l', log] },
    { name: 'mawk', program: 'mawk', args: (log) => ['-f', sections, log] },
    { name: 'gawk', program: 'gawk', args: (log) => ['-f', sections, log] },
    {
      name: 'lnav',
      program: 'lnav',
      args: (log) => ['-n', '-c', SQL, log],
    },
    {
      name: 'mtail',
      program: 'mtail',
      args: (log) => ['--one_shot', '--log_dir', scratch, '--progs', programs, '--logs', log],
      lines: SUBSET,
    },
    {
      name: 'goaccess',
      program: 'goaccess',
      args: (log) => [log, '--log-format=COMBINED', '--no-global-config', '--no-progress', '-o', 'json'],
      lines: SUBSET,
    },
    {
      name: 'tidemark',
      program: process.execPath,
      args: (log) => [main, 'access-log', log, '--once', '--json'],
    },
    {
      // The same with a commit to disk every second, each run on a state directory of its own.
      name: 'tidemark --state',
      program: process.execPath,
      args: (log) => [
        main,
        'access-log',
        log,
        '--once',
        '--json',
        '--state',
        join(scratch, `state-${runs++}`),
      ],
    },
  ];
  return {
    present: all.filter(({ program }) => program === process.execPath || find(program) !== undefined),
    absent: all.filter(({ program }) => program !== process.execPath && find(program) === undefined),
  };
};
