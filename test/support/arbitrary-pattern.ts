import fc from 'fast-check';

const LITERALS = [...'abkKsSz019_ -/.,:="@éſK\u00a0\u2028\u0085'].map((one) => (one === '.' ? '\\.' : one));
const ESCAPES = [
  '\\d',
  '\\D',
  '\\s',
  '\\S',
  '\\w',
  '\\W',
  '\\n',
  '\\t',
  '\\v',
  '\\x41',
  '\\x{6b}',
  '\\-',
  '\\]',
  '\\\\',
];
const POSIX = ['[:alpha:]', '[:^space:]', '[:space:]', '[:word:]', '[:punct:]'];
const ASSERTIONS = ['^', '$', '\\b', '\\B', '\\A', '\\z'];
/** What is in no subset, or may not be. */
const STRANGE = [
  '\\pL',
  '\\p{Greek}',
  '[[:^alpha:][:digit:]]',
  '\\Qa.b\\E',
  '😀',
  '{',
  '}',
  ']',
  '(?m)^',
  '(?m:$)',
  '\\07',
  '(?U)a+',
];
const QUANTIFIERS = [
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '??',
  '{2}',
  '{0,2}',
  '{1,3}?',
  '{2,}',
  '{0}',
  '{17}',
  '{20,22}',
];

const oneOf = (values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);

const characterClass = fc
  .tuple(
    oneOf(['', '', '^']),
    fc.array(
      fc.oneof(
        oneOf(LITERALS.filter((one) => one !== '-')),
        oneOf([...ESCAPES, ...POSIX, 'a-k', 'A-Z', '0-9', ' -/', 'é-ſ']),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    oneOf(['', '', '-']),
  )
  .map(([negated, parts, end]) => `[${negated}${parts.join('')}${end}]`);

/** Patterns, most of them in the syntax of RE2, and short enough to match something. */
export const arbitraryPattern: fc.Arbitrary<string> = fc.letrec<{
  pattern: string;
  sequence: string;
  atom: string;
}>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((branches) => branches.join('|')),
  sequence: fc
    .array(fc.tuple(tie('atom'), fc.oneof({ weight: 3, arbitrary: fc.constant('') }, oneOf(QUANTIFIERS))), {
      maxLength: 4,
    })
    .map((parts) => parts.map(([atom, quantifier]) => `${atom}${quantifier}`).join('')),
  atom: fc.oneof(
    { maxDepth: 3 },
    { weight: 8, arbitrary: oneOf(LITERALS) },
    { weight: 3, arbitrary: oneOf(ESCAPES) },
    { weight: 3, arbitrary: fc.constant('.') },
    { weight: 3, arbitrary: characterClass },
    { weight: 2, arbitrary: oneOf(ASSERTIONS) },
    { weight: 1, arbitrary: oneOf(STRANGE) },
    { weight: 1, arbitrary: oneOf(['(?i)', '(?s)', '(?-i)', '(?is-m)']) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(oneOf(['(', '(', '(?:', '(?i:', '(?s-i:', '(?P<n>', '(?<o>']), tie('pattern'))
        .map(([open, inner]) => `${open}${inner})`),
    },
  ),
})).pattern;

const UNITS = [...'aaabbkKsSz019_ -/.,:="@\n\t\v\réſK\u00a0\u2028\u0085😀\ud83d\ufffd'];

/** Texts in which such patterns find something. */
export const arbitraryText: fc.Arbitrary<string> = fc
  .array(oneOf(UNITS), { maxLength: 24 })
  .map((units) => units.join(''));
