import fc from 'fast-check';
import { it } from 'vitest';
import { AnswerParser } from '../../src/io/actions/check/http/answer-parser.js';
import { inPieces, mutatedAnswer } from '../support/mutated-answers.js';

const ROWS = Number(process.env.TIDEMARK_ROWS ?? 100_000);

it('an answer that is none throws nothing, whatever it is and however it comes', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 });
  fc.assert(
    fc.property(mutatedAnswer, lengths, fc.nat(20), fc.boolean(), (bytes, pieces, bodyLimit, isHead) => {
      const parser = new AnswerParser({ bodyLimit, isHead });
      for (const piece of inPieces(bytes, pieces)) if (!parser.isDone) parser.push(piece, 0);
      parser.end();
      return parser.isDone && parser.bytes <= bodyLimit && parser.body.length === parser.bytes;
    }),
    { numRuns: ROWS },
  );
});
