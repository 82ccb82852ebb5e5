import { sinkContract } from '../../contracts/sink-contract.js';
import { keepingSink } from '../../support/keeping-sink.js';

/** No sink of ours holds pieces back or refuses single rows yet: this one keeps the contract true for those to come. */
sinkContract('a sink that holds pieces back', {
  make: async () => {
    const sink = keepingSink();
    return { sink, stored: async () => sink.stored };
  },
});
sinkContract('a sink that refuses single rows, which then count as told', {
  make: async () => {
    const told: string[] = [];
    const sink = keepingSink({
      refuses: (id) => {
        if (!id.endsWith('3')) return undefined;
        told.push(id);
        return 'It ends in 3.';
      },
    });
    return { sink, stored: async () => [...told, ...sink.stored].sort(byNumber) };
  },
});

const byNumber = (a: string, b: string): number => Number(a.split('/')[2]) - Number(b.split('/')[2]);
