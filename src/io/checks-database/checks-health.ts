import type { Ask } from '../postgres/in-transaction.js';
import { countOf } from '../text/count-of.js';

/** Partitions for fewer days than this are too few for a timer that fails over a weekend. */
export const FEW_DAYS = 3;

/** What whoever stores checks can say of the database: that nobody keeps it. Every role may ask. */
export const checksHealth = async (ask: Ask): Promise<readonly string[]> => {
  const { rows } = await ask<{ in_default: string; days_ahead: number }>(
    'SELECT in_default, days_ahead FROM tidemark_health()',
  );
  return rows.flatMap(({ in_default, days_ahead }) => {
    const said: string[] = [];
    if (days_ahead < FEW_DAYS) {
      const there =
        days_ahead < 0 ? 'not even for today' : `for today and ${countOf(days_ahead, 'day')} more`;
      said.push(
        `There are partitions ${there}. Run tidemark migrate once a day, as the owner; until then checks go into the default partitions.`,
      );
    }
    if (Number(in_default) > 0)
      said.push(
        `${countOf(Number(in_default), 'row')} in the default partitions: tidemark migrate moves them to where they belong, and says why if it cannot.`,
      );
    return said;
  });
};
