import { init, parse } from 'es-module-lexer';
import { transform } from 'esbuild';

/**
 * Makes of a file of modules that esbuild has written a text that is one function: it is given `linked`, its `require`, and in
 * `importMeta` what it has of the file and a way to import others; it gives back what is exported. Such a text can be run with
 * compiled code that was kept, which a module cannot. Throws for what it does not know, and for an export that changes later, since it is handed over once.
 */
export const linkChunk = async (path, code) => {
  await init;
  const [imports, exports] = parse(code);
  const edits = [];
  for (const { n: name, ss, se, s, e, d } of imports) {
    if (d === -2) edits.push([s, e, 'importMeta']);
    else if (d === -1) edits.push([ss, se, required(code.slice(ss, se), name)]);
    else if (name?.startsWith('.') === true)
      edits.push([ss, se, `Promise.resolve().then(() => ${requireOf(name)})`]);
    // A package that is not bundled. Code that was kept has lost whom to ask for one.
    else edits.push([ss, ss + 'import'.length, 'importMeta.import']);
  }
  if (exports.length > 0) {
    const from = code.lastIndexOf('\nexport {');
    const to = code.indexOf('};', from) + 2;
    if (from === -1 || exports.some(({ s }) => s < from || s > to))
      throw new Error(`${path} exports in a way that is not known here.`);
    // What is handed on is a constant where it comes from.
    const handedOn = imports
      .filter(({ d }) => d === -1)
      .flatMap(({ ss, se }) => namesIn(clauseOf(code.slice(ss, se))));
    const own = exports.filter(({ ln }) => !handedOn.includes(ln));
    await assertConstant(
      path,
      code,
      own.map(({ ln }) => ln),
    );
    const given = exports.map(({ n, ln }) => (n === ln ? n : `${JSON.stringify(n)}: ${ln}`));
    edits.push([from, to, `\nreturn { ${given.join(', ')} };`]);
  }
  let text = code;
  for (const [from, to, put] of edits.sort(([a], [b]) => b - a))
    text = text.slice(0, from) + put + text.slice(to);
  // Of what is no ASCII esbuild leaves only that in comments and in regular expressions, where an escape is the same. So it
  // is read without decoding, and has one byte a character in memory.
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  // What is put before is on the first line, so that all lines keep their numbers.
  return `(function (linked, importMeta) { "use strict"; ${ascii}\n})`;
};

const namesIn = (text) => text.match(/[\w$]+/g) ?? [];

/** What an import is given names for: without the file, whose name has words too. */
const clauseOf = (statement) => /^import\s*([^"']*?)\s*(?:from\s*)?["']/.exec(statement)[1];

const requireOf = (name) => `linked(${JSON.stringify(name)})`;

/** `import one, { two, three as four } from "…"`, as constants. */
const required = (statement, name) => {
  const clause = clauseOf(statement);
  const [, whole] = /^\*\s*as\s+([\w$]+)$/.exec(clause) ?? [];
  const [, ...parts] = /^([\w$]+)?\s*,?\s*(?:\{([^}]*)\})?$/.exec(clause) ?? [];
  const [main, names] = parts;
  if (whole === undefined && parts.length === 0)
    throw new Error(`This import is not known here: ${statement}`);
  const found = requireOf(name);
  if (whole !== undefined) return `const ${whole} = ${found}`;
  const inBraces = (names ?? '').replaceAll(' as ', ': ').trim();
  if (main === undefined) return inBraces === '' ? found : `const { ${inBraces} } = ${found}`;
  // Modules of Node are their own default.
  const first = name.startsWith('.') ? `{ default: ${main} }` : main;
  return `const ${first} = ${found}${inBraces === '' ? '' : `, { ${inBraces} } = ${found}`}`;
};

/** What TypeScript makes of an enum: declared, and given its value at once. */
const enumAsConstant = (code, name) =>
  code
    .replace(new RegExp(`^var (${name});(?=\\n\\(function)`, 'm'), 'const $1 = {};')
    .replace(new RegExp(`\\((${name}) \\|\\| \\(${name} = \\{\\}\\)\\)`, 'g'), '($1)');

/** esbuild itself says whether something is assigned to what was declared a constant. */
const assertConstant = async (path, code, names) => {
  let declared = code;
  for (const name of names) {
    const pattern = name?.replaceAll('$', '\\$');
    if (new RegExp(`^(?:async )?(?:function\\*?|class) ${pattern}\\b`, 'm').test(code)) continue;
    declared = enumAsConstant(declared, pattern);
    const before = declared;
    declared = declared.replace(
      new RegExp(`^(?:var|let|const) (${pattern} =)`, 'm'),
      (_, rest) => `const ${rest}`,
    );
    if (declared === before && !new RegExp(`^const ${pattern} =`, 'm').test(declared))
      throw new Error(`${path} exports ${name}, and it is not seen where that has its value.`);
  }
  await transform(declared, { logLevel: 'silent', logOverride: { 'assign-to-constant': 'error' } });
};
