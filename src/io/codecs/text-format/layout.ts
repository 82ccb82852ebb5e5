import { stands } from '../bytes/stands.js';
import type { SlotFields } from './slot-fields.js';

interface Step {
  /** Index of the slot; -1 of a text that stands alone. */
  readonly slot: number;
  /** The text itself, or that which ends the slot; empty at the end of the line. */
  readonly text: Buffer;
  /** Whether the slot holds a number: digits, with a sign and a point, or `-`. */
  readonly isNumber: boolean;
  /** Whether nothing follows: the slot goes as far as it can. */
  readonly isLast: boolean;
  /** Where to go on if the text is not there, because what it begins may be left out; -1 if it may not. */
  readonly otherwise: number;
}

const BEGIN = '(?';
const END = ')?';
const SLOT = /^[$#]\w/;
const TOKEN = /[$#]\w+|\(\?|\)\?|(?:(?![$#]\w|\(\?|\)\?).)+/gs;
const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;

/**
 * How the lines of a format are laid out, written as the format's own documentation writes it: text that stands there,
 * `$slot`s, each up to the first occurrence of the text after it, `#slot`s of a number or `-`, and `(?…)?` around what may
 * be missing, which begins and ends with a text.
 *
 * A line is read once from left to right and nothing is tried twice, so a hostile one costs no more than others.
 */
export class Layout {
  readonly #steps: readonly Step[];

  /** Of several layouts of one format the slots have the same indexes: those in `slots`. */
  constructor(template: string, slots: readonly string[]) {
    this.#steps = stepsOf(template, slots);
  }

  /** Whether all of `bytes[from, to)` is laid out like this; `fields` then has its slots. */
  cut(bytes: Buffer, from: number, to: number, fields: SlotFields): boolean {
    const steps = this.#steps;
    fields.clear();
    let at = from;
    for (let i = 0; i < steps.length; i++) {
      const { slot, text, isNumber, isLast, otherwise } = steps[i] as Step;
      if (slot === -1) {
        if (stands(bytes, text, at, to)) at += text.length;
        else if (otherwise === -1) return false;
        else i = otherwise - 1;
        continue;
      }
      const end = isNumber
        ? numberEnd(bytes, text, at, to)
        : isLast
          ? lastEnd(bytes, text, at, to)
          : endOf(bytes, text, at, to);
      if (end === -1) return false;
      fields.set(slot, at, end);
      at = end + text.length;
    }
    return at === to;
  }
}

function lastEnd(bytes: Buffer, text: Buffer, from: number, to: number): number {
  const end = to - text.length;
  return end >= from && stands(bytes, text, end, to) ? end : -1;
}

/** Index of the text if nothing but a number stands before it, or -1. */
function numberEnd(bytes: Buffer, text: Buffer, from: number, to: number): number {
  let end = from;
  while (end < to && isOfNumber(bytes[end] as number)) end++;
  return end > from && stands(bytes, text, end, to) ? end : -1;
}

const isOfNumber = (byte: number): boolean =>
  (byte >= ZERO && byte <= NINE) || byte === MINUS || byte === PLUS || byte === DOT;

/** Index of the first such text at `from` or after it, or -1. */
function endOf(bytes: Buffer, text: Buffer, from: number, to: number): number {
  const first = text[0];
  const last = to - text.length;
  for (let i = from; i <= last; i++) {
    if (bytes[i] === first && (text.length === 1 || stands(bytes, text, i, to))) return i;
  }
  return -1;
}

function stepsOf(template: string, slots: readonly string[]): readonly Step[] {
  const tokens = template.match(TOKEN) ?? [];
  const steps: Step[] = [];
  /** Index of the text with which the brackets that are open begin. */
  let opened = -1;
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    const next = tokens[i + 1];
    if (token === BEGIN) opened = steps.length;
    else if (token === END) {
      steps[opened] = { ...(steps[opened] as Step), otherwise: steps.length };
    } else if (SLOT.test(token)) {
      const slot = slots.indexOf(token.slice(1));
      const isEnded = next === undefined || !(SLOT.test(next) || next === BEGIN || next === END);
      if (slot === -1 || !isEnded || before === BEGIN) throw new Error(`${token} in ${template}`);
      const isLast = i + 2 >= tokens.length;
      steps.push({
        slot,
        text: Buffer.from(next ?? ''),
        isNumber: token.startsWith('#'),
        isLast,
        otherwise: -1,
      });
    } else if (before === undefined || !SLOT.test(before)) {
      steps.push({ slot: -1, text: Buffer.from(token), isNumber: false, isLast: false, otherwise: -1 });
    }
  });
  return steps;
}
