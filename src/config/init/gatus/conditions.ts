import { durationOf } from '../foreign-map.js';
import { jsonLiteral } from '../json-literal.js';
import { anyOf, ofGlob, quoted, whole } from '../patterns.js';
import { StatusSet } from '../status-set.js';
import type { TakenTarget } from '../taken-target.js';

/** Milliseconds. */
const HOUR = 3_600_000;

const CONDITION = /^\s*(.+?)\s+(==|!=|<=|>=|<|>)\s+(.*?)\s*$/s;
const HAS = /^has\(\s*(\[BODY\].*?)\s*\)$/;

const MEANS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

type Expected = Partial<
  Pick<
    TakenTarget,
    'status' | 'slow' | 'certificate' | 'expectBody' | 'expectNotBody' | 'expectJson' | 'answer'
  >
>;

export interface TakenConditions extends Expected {
  /** What could not be taken, as it is written, and why. */
  readonly left: readonly (readonly [condition: string, why: string])[];
}

/** The values of `any(a, b)`, or the one that stands there. */
const valuesOf = (value: string): readonly string[] => {
  const [, list] = /^any\((.*)\)$/s.exec(value) ?? [];
  return list === undefined ? [value] : list.split(',').map((one) => one.trim());
};

/** A pattern for a text that is just so, or like `pat(*…*)`. */
const patternOf = (value: string): string => {
  const [, glob] = /^pat\((.*)\)$/s.exec(value) ?? [];
  return glob === undefined ? whole(quoted(value)) : ofGlob(glob);
};

const patternOfAll = (value: string): string | undefined => anyOf(valuesOf(value).map(patternOf));

/** `.status` and `[0].name` behind `[BODY]`. */
const pathOf = (subject: string): string => subject.slice('[BODY]'.length).replace(/^\./, '');

/** The conditions of an endpoint, which all must be met. `isDns`: the body is the answer to a question. */
export const takeConditions = (conditions: readonly string[], isDns: boolean): TakenConditions => {
  const status = new StatusSet();
  const json: string[] = [];
  const left: (readonly [string, string])[] = [];
  const taken: { -readonly [K in keyof Expected]: Expected[K] } = {};
  for (const condition of conditions) {
    const why = takeOne(condition, { status, json, taken, isDns });
    if (why !== undefined) left.push([condition, why]);
  }
  return {
    ...taken,
    // There an answer is good whatever its status is, unless a condition says otherwise.
    ...(!isDns && { status: status.ranges }),
    ...(json.length > 0 && { expectJson: json }),
    left,
  };
};

interface Taking {
  readonly status: StatusSet;
  readonly json: string[];
  readonly taken: { -readonly [K in keyof Expected]: Expected[K] };
  readonly isDns: boolean;
}

/** Why it could not be taken; undefined where it was. */
const takeOne = (condition: string, taking: Taking): string | undefined => {
  const [, subject, op, value] = CONDITION.exec(condition) ?? [];
  if (subject === undefined || op === undefined || value === undefined) return 'it is no condition';
  switch (subject) {
    case '[STATUS]':
      return takeStatus(op, value, taking);
    case '[RESPONSE_TIME]':
      return takeAmount(op, value, '<', 1, (amount) => least(taking, 'slow', amount));
    case '[CERTIFICATE_EXPIRATION]':
      return takeAmount(op, value, '>', 1, (amount) => most(taking, amount));
    case '[CONNECTED]':
      return op === '==' && value === 'true' ? undefined : 'that nothing answers cannot be expected';
    case '[DNS_RCODE]':
      return op === '==' && value === 'NOERROR'
        ? undefined
        : 'another answer than NOERROR cannot be expected';
    case '[DOMAIN_EXPIRATION]':
      return 'when a domain expires is not looked up';
    case '[IP]':
      return 'the address is shown, and not judged';
    case '[BODY]':
      return takeBody(op, value, taking);
    default:
      return takeJson(subject, op, value, taking);
  }
};

const takeStatus = (op: string, value: string, { status }: Taking): string | undefined => {
  const numbers = valuesOf(value).map(Number);
  const means = MEANS[op];
  if (means === undefined || numbers.some((number) => !Number.isInteger(number))) return 'it holds no status';
  if (numbers.length > 1 && op !== '==' && op !== '!=') return 'several can be equal alone';
  status.keep((one) =>
    op === '!=' ? numbers.every((number) => one !== number) : numbers.some((number) => means(one, number)),
  );
  return undefined;
};

const takeAmount = (
  op: string,
  value: string,
  wanted: '<' | '>',
  unit: number,
  take: (milliseconds: number) => void,
): string | undefined => {
  const amount = /^\d+$/.test(value) ? Number(value) * unit : durationOf(value);
  if (amount === undefined || amount <= 0) return 'it holds no time';
  if (!op.startsWith(wanted)) return `only ${wanted} can be expected of it`;
  take(amount);
  return undefined;
};

const least = ({ taken }: Taking, key: 'slow', amount: number): void => {
  taken[key] = Math.min(taken[key] ?? Infinity, amount);
};

const most = ({ taken }: Taking, amount: number): void => {
  // Whole hours are what people write.
  taken.certificate = Math.max(taken.certificate ?? 0, Math.ceil(amount / HOUR) * HOUR);
};

const takeBody = (op: string, value: string, { taken, isDns }: Taking): string | undefined => {
  if (op !== '==' && op !== '!=') return 'a body is text, and not compared';
  if (op === '!=' && isDns) return 'that an answer is not given cannot be expected';
  const key = isDns ? 'answer' : op === '==' ? 'expectBody' : 'expectNotBody';
  const pattern = patternOfAll(value) ?? '';
  const before = taken[key];
  if (key === 'expectNotBody') taken[key] = before === undefined ? pattern : `(?:${before})|(?:${pattern})`;
  else if (before === undefined) taken[key] = pattern;
  else return 'a target has one pattern for its body';
  return undefined;
};

const takeJson = (
  subject: string,
  op: string,
  value: string,
  { json, isDns }: Taking,
): string | undefined => {
  const [, inner] = HAS.exec(subject) ?? [];
  if (inner !== undefined) {
    if (op !== '==' || value !== 'true') return 'that something is not there cannot be expected';
    json.push(`${pathOf(inner)} exists`);
    return undefined;
  }
  if (!subject.startsWith('[BODY]') || isDns) return 'it is unknown here';
  if (/^(?:pat|any|len|has|age)\(/.test(value) || value.startsWith('['))
    return 'JSON is compared with one value';
  json.push(`${pathOf(subject)} ${op} ${jsonLiteral(value)}`);
  return undefined;
};
