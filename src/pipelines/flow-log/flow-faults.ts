import { FLOW_FIELDS, FLOW_NAMES, LONGEST_NAME } from './flow-row.js';
import { scanRecords, type WrittenRecord } from './scan-records.js';

/** One thing that is wrong with a batch. */
export interface FlowFault {
  /** Which record, counted from 0. */
  readonly index: number;
  /** Absent where the record is no object. */
  readonly field?: string;
  /** What is there, as JSON text, cut where it is long; absent where nothing is. */
  readonly value?: string;
  readonly rule: string;
}

const MOST_FAULTS = 100;
const MOST_SHOWN = 80;

const RULES = {
  record: `must be an object with ${FLOW_FIELDS.join(', ')}`,
  required: 'is required',
  unknown: `is no field of a flow record: ${FLOW_FIELDS.join(', ')}`,
  twice: 'must be there once',
  text: 'must be a text',
  empty: 'must not be empty',
  long: `must have at most ${LONGEST_NAME} characters`,
  surrogate: 'must be Unicode: it has half of a surrogate pair',
  number: 'must be a whole number from 0 to 9007199254740991, written with digits alone',
} as const;

const NAMES: ReadonlySet<string> = new Set(FLOW_NAMES);
const FIELDS: ReadonlySet<string> = new Set(FLOW_FIELDS);

/** What is wrong with a batch, in pieces of it: the first hundred faults by name, the others counted. */
export class FaultList {
  readonly faults: FlowFault[] = [];
  count = 0;

  /** There is no need to look for more. */
  get isFull(): boolean {
    return this.count > MOST_FAULTS;
  }

  /** Notes everything that is wrong with the records of a text that is JSON, an array or an object; the first has this index. */
  judge(text: string, first: number): void {
    let index = first;
    for (const record of scanRecords(text)) judgeRecord(record, index++, this.add);
  }

  readonly add = (index: number, rule: string, field?: string, raw?: string): void => {
    if (++this.count > MOST_FAULTS) return;
    this.faults.push({
      index,
      ...(field !== undefined && { field: shown(field) }),
      ...(raw !== undefined && { value: shown(raw) }),
      rule,
    });
  };
}

const judgeRecord = (
  record: WrittenRecord,
  index: number,
  add: (index: number, rule: string, field?: string, raw?: string) => void,
): void => {
  if (typeof record === 'string') {
    add(index, RULES.record, undefined, record);
    return;
  }
  const seen = new Set<string>();
  for (const { name, raw } of record) {
    if (!FIELDS.has(name)) add(index, RULES.unknown, name, raw);
    else if (seen.has(name)) add(index, RULES.twice, name, raw);
    else {
      seen.add(name);
      const rule = NAMES.has(name) ? nameRule(raw) : numberRule(raw);
      if (rule !== undefined) add(index, rule, name, raw);
    }
  }
  for (const name of FLOW_FIELDS) if (!seen.has(name)) add(index, RULES.required, name);
};

/** The rule that a name breaks; undefined where it keeps to all. */
const nameRule = (raw: string): string | undefined => {
  if (!raw.startsWith('"')) return RULES.text;
  const name = JSON.parse(raw) as string;
  if (name === '') return RULES.empty;
  if (name.length > LONGEST_NAME) return RULES.long;
  return /\p{Surrogate}/u.test(name) ? RULES.surrogate : undefined;
};

// As it is written: 9007199254740990.7 is a whole number once it has been parsed, and so is 9007199254740993.
const numberRule = (raw: string): string | undefined =>
  /^\d{1,16}$/.test(raw) && Number.isSafeInteger(Number(raw)) ? undefined : RULES.number;

const shown = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
