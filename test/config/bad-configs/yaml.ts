import { alert, type BadConfig, measure, sink, source, streams } from './bad-config.js';

const GOOD = `pipelines:
  web:
    source: { file: access.log, format: access-log }
    streams: { s: { window: 10s, measure: { hits: count() }, to: [stdout] } }
`;

/** Texts that are no YAML, or mean something else in YAML than they look like. */
export const YAML: readonly BadConfig[] = [
  {
    what: 'a comma inside braces cuts a call in two',
    text: streams('s: { window: 10s, to: [stdout], measure: { n: ⟦percentile(duration, 95)⟧ } }'),
    code: 'yaml-trap',
    message: 'comma inside braces',
    suggestion: 'n: "percentile(duration, 95)"',
  },
  {
    what: 'a comma inside brackets cuts a call in two',
    text: streams('s: { window: 10s, to: [stdout], by: [⟦f(a, b)⟧], measure: { n: count() } }'),
    code: 'yaml-trap',
    message: 'comma inside braces',
    suggestion: '"f(a, b)"',
  },
  {
    what: 'a condition begins with !',
    text: streams('s: { where: ⟦!has(user)⟧, window: 10s, measure: { n: count() }, to: [stdout] }'),
    code: 'yaml-trap',
    message: 'begins with !',
    suggestion: '"!has(user)"',
  },
  {
    what: 'a message begins with a brace',
    text: alert('{ value: hits, above: 1, message: ⟦{section} is busy⟧ }'),
    code: 'yaml-trap',
    message: 'begins with {',
    suggestion: '"{section} is busy"',
  },
  {
    what: 'a message is a field in braces',
    text: alert('{ value: hits, above: 1, message: ⟦{section}⟧ }'),
    code: 'yaml-trap',
    message: 'begins with {',
    suggestion: '"{section}"',
  },
  {
    what: 'a line begins with a tab',
    text: `version: 1\npipelines:\n⟦\t⟧web:\n    use: access-log\n`,
    code: 'yaml-trap',
    message: 'tabs',
    suggestion: 'spaces',
  },
  {
    what: 'a key is there twice',
    text: streams('s: { window: 10s, measure: { n: count() }, to: [stdout], ⟦window⟧: 20s }'),
    code: 'duplicate-key',
    message: '"window" is there twice',
    suggestion: 'remove one',
  },
  {
    what: 'a pipeline is there twice',
    text: `version: 1\n${GOOD}  ⟦web⟧: { use: access-log }\n`,
    code: 'duplicate-key',
    message: '"web" is there twice',
    suggestion: 'remove one',
  },
  {
    what: 'yes is written where true is meant',
    text: source('{ file: access.log, format: access-log, follow: ⟦yes⟧ }'),
    code: 'wrong-type',
    message: 'true or false',
    suggestion: 'write true',
  },
  {
    what: 'no is written where false is meant',
    text: source('{ file: access.log, format: access-log, follow: ⟦no⟧ }'),
    code: 'wrong-type',
    message: 'true or false',
    suggestion: 'write false',
  },
  {
    what: 'on is written where true is meant',
    text: sink('{ out: { stdout: ⟦on⟧ } }'),
    code: 'wrong-type',
    message: 'true or false',
    suggestion: 'write true',
  },
  {
    what: 'a pattern of files begins with a star',
    text: source('{ file: ⟦*.log⟧, format: access-log }'),
    code: 'yaml-trap',
    message: 'begins with *',
    suggestion: '"*.log"',
  },
  {
    what: 'a list of patterns begins with a star',
    text: source('{ file: [a.log, ⟦*.gz⟧], format: access-log }'),
    code: 'yaml-trap',
    message: 'begins with *',
    suggestion: '"*.gz"',
  },
  {
    what: 'a text begins with @',
    text: alert('{ value: hits, above: 1, message: ⟦@oncall⟧ }'),
    code: 'yaml-trap',
    message: 'cannot begin with @',
    suggestion: '"@oncall"',
  },
  {
    what: 'a text begins with %',
    text: alert('{ value: hits, above: 1, message: ⟦%⟧ }'),
    code: 'yaml-trap',
    message: 'cannot begin with %',
    suggestion: 'in quotes',
  },
  {
    what: 'a text begins with a backtick',
    text: streams('s: { where: ⟦`user-agent` != "x"⟧, window: 10s, measure: { n: count() }, to: [stdout] }'),
    code: 'yaml-trap',
    message: 'cannot begin with `',
    suggestion: 'in quotes',
  },
  {
    what: 'a message has a colon and a space',
    text: streams(`s:
        window: 10s
        measure: { n: count() }
        alerts:
          a:
            value: n
            above: 1
            message: ⟦Traffic is high: {n}⟧`),
    code: 'yaml-trap',
    message: 'colon and a space',
    suggestion: '"Traffic is high: {n}"',
  },
  {
    what: 'a message inside braces has a colon and a space',
    text: alert('{ value: hits, above: 1, message: ⟦High: {hits}⟧ }'),
    code: 'yaml-trap',
    message: 'colon and a space',
    suggestion: '"High: {hits}"',
  },
  {
    what: 'a # cuts off a message',
    text: streams(`s:
        window: 10s
        measure: { n: count() }
        alerts:
          a:
            value: n
            above: 1
            message: Busy ⟦# {n} hits⟧`),
    code: 'yaml-trap',
    severity: 'warning',
    message: 'begins a comment',
    suggestion: 'quotes',
  },
  {
    what: 'a variable stands in braces without quotes',
    text: sink('{ out: { http: ⟦${HOOK_URL}⟧ } }'),
    code: 'yaml-trap',
    message: 'Inside braces',
    suggestion: '"${HOOK_URL}"',
  },
  {
    what: 'a variable with a default stands in braces without quotes',
    text: alert('{ value: hits, above: ⟦${LEVEL:-10/s}⟧ }'),
    code: 'yaml-trap',
    message: 'Inside braces',
    suggestion: '"${LEVEL:-10/s}"',
  },
  {
    what: 'a duration is written like a time of day',
    text: streams('s: { window: ⟦1:30⟧, measure: { n: count() }, to: [stdout] }'),
    code: 'bad-value',
    message: '"1:30" is not a duration',
    suggestion: '1m30s or 1h30m',
  },
  {
    what: 'a number is written in octal',
    text: streams(
      's: { by: [section], max_keys: ⟦0777⟧, window: 10s, measure: { n: count() }, to: [stdout] }',
    ),
    code: 'yaml-trap',
    severity: 'warning',
    message: '0777 is read as 777',
    suggestion: 'write 777',
  },
  {
    what: 'a double quote is not closed',
    text: alert('{ value: hits, above: 1, message: ⟦"⟧busy }'),
    code: 'syntax',
    message: 'has no partner',
    suggestion: 'close it',
  },
  {
    what: 'a single quote is not closed',
    text: alert("{ value: hits, above: 1, message: ⟦'⟧busy }"),
    code: 'syntax',
    message: 'has no partner',
    suggestion: 'close it',
  },
  {
    what: 'a bracket is not closed',
    text: streams('s: { window: 10s, measure: { n: count() }, to: ⟦[⟧stdout }'),
    code: 'syntax',
    message: 'This [ is not closed',
    suggestion: 'close it with ]',
  },
  {
    what: 'a brace is not closed',
    text: `version: 1\npipelines:\n  web: ⟦{⟧ use: access-log\n`,
    code: 'syntax',
    message: 'This { is not closed',
    suggestion: 'close it with }',
  },
  {
    what: 'a brace is closed twice',
    text: `version: 1\npipelines:\n  web: { use: access-log }⟦}⟧\n`,
    code: 'syntax',
    message: 'This } closes nothing',
    suggestion: 'take it out',
  },
  {
    what: 'a line is indented less than its neighbours',
    text: `version: 1\npipelines:\n  web:\n    use: access-log\n   ⟦time⟧: { lateness: 2s }\n`,
    code: 'syntax',
    message: 'indented differently',
    suggestion: 'in the same column',
  },
  {
    what: 'a colon has no space behind it',
    text: `version: 1\npipelines:\n  web:\n    ⟦use:access-log⟧\n`,
    code: 'wrong-type',
    message: 'A map is wanted',
    suggestion: 'space after the colon',
  },
  {
    what: 'aliases multiply without end',
    text: `version: 1
x-a: &a [x, x, x, x, x, x, x, x, x, x]
x-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
x-c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
x-d: [*c, *c, *c, ⟦*c⟧, *c, *c, *c, *c, *c, *c]
${GOOD}`,
    code: 'syntax',
    message: 'Aliases',
  },
  {
    what: 'an anchor holds an alias of itself',
    text: `version: 1\nx-a: &a { b: ⟦*a⟧ }\n${GOOD}`,
    code: 'syntax',
    message: 'itself',
  },
  {
    what: 'a merge key takes something that is no map',
    text: `version: 1\nx-a: &a [1]\npipelines:\n  web: { <<: ⟦*a⟧, use: access-log }\n`,
    code: 'wrong-type',
    message: 'A merge key takes a map',
  },
  {
    what: 'a text over several lines is no condition',
    text: streams(`s:
        where: ⟦|⟧
          status >= 500
          status < 600
        window: 10s
        measure: { n: count() }
        to: [stdout]`),
    code: 'expression',
    message: 'status is not expected here',
    suggestion: '&&',
  },
  {
    what: 'a fault stands in a file with lines of Windows',
    text: streams('s: { window: ⟦10⟧, measure: { n: count() }, to: [stdout] }').replaceAll('\n', '\r\n'),
    code: 'unit',
    message: '10 has no unit',
    suggestion: '10s',
  },
  {
    what: 'a fault stands in the first line behind a byte order mark',
    text: `\uFEFFversion: ⟦2⟧\n${GOOD}`,
    code: 'bad-value',
    message: 'Write version: 1',
  },
  {
    what: 'a fault stands behind letters of other alphabets',
    text: measure('"count(path == \'日本😀\' && ⟦statu⟧ == 1)"'),
    code: 'unknown-field',
    message: 'no field "statu"',
    suggestion: '"status"',
  },
  {
    what: 'a key is a list',
    text: `version: 1\npipelines:\n  web:\n    use: access-log\n    ? ⟦[a, b]⟧\n    : 1\n`,
    code: 'syntax',
    message: 'key',
  },
  {
    what: 'a value has a tag',
    text: `version: 1\npipelines:\n  web: { use: ⟦!!js/function⟧ x }\n`,
    code: 'yaml-trap',
    message: 'begins with !!',
    suggestion: 'take it out',
  },
  {
    what: 'JSON has a comma too many',
    text: `{ "version": 1, "pipelines": { "web": { "use": "access-log" } },⟦,⟧ }`,
    code: 'syntax',
    message: 'a comma too many',
    suggestion: 'take it out',
  },
];
