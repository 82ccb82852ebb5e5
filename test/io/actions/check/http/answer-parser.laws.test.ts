import fc from 'fast-check';
import { describe, it } from 'vitest';
import { AnswerParser } from '../../../../../src/io/actions/check/http/answer-parser.js';
import { inPieces, mutatedAnswer } from '../../../../support/mutated-answers.js';

const read = (pieces: readonly Buffer[], bodyLimit: number, isHead: boolean, isOverwritten = false) => {
  const parser = new AnswerParser({ bodyLimit, isHead });
  for (const piece of pieces) {
    if (parser.isDone) continue;
    const passing = Buffer.from(piece);
    parser.push(passing, 0);
    // By what is read next.
    if (isOverwritten) passing.fill('#');
  }
  const before = parser.isDone;
  parser.end();
  const { head, body, bytes, isCut, notes } = parser;
  // Of what is no answer as much is quoted as there was.
  const failure = parser.failure && {
    ...parser.failure,
    detail: parser.failure.detail.replace(/: ".*$/, ''),
  };
  return { before, failure, head, body: body.toString('latin1'), bytes, isCut, notes };
};

describe('an answer', () => {
  const input = fc.record({
    bytes: mutatedAnswer,
    lengths: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }),
    bodyLimit: fc.nat(20),
    isHead: fc.boolean(),
  });

  it('is the same however it is cut, and nothing in it throws', () => {
    fc.assert(
      fc.property(input, ({ bytes, lengths, bodyLimit, isHead }) => {
        const whole = JSON.stringify(read([bytes], bodyLimit, isHead));
        const apart = JSON.stringify(read(inPieces(bytes, lengths), bodyLimit, isHead, true));
        if (whole !== apart) throw new Error(`${whole}\n${apart}`);
      }),
      { numRuns: Math.max(2000, (fc.readConfigureGlobal().numRuns ?? 0) * 10) },
    );
  });

  it('ends as an answer or a failure, never larger than the limit', () => {
    fc.assert(
      fc.property(input, ({ bytes, lengths, bodyLimit, isHead }) => {
        const { failure, head, body, isCut } = read(inPieces(bytes, lengths), bodyLimit, isHead);
        const { length } = body;
        return (
          (failure === undefined) === (head !== undefined && failure === undefined) &&
          length <= bodyLimit &&
          (!isCut || length === bodyLimit) &&
          (failure === undefined || ['protocol', 'reset'].includes(failure.class))
        );
      }),
    );
  });
});
