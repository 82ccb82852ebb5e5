import { Writable } from 'node:stream';
import { jsonLines } from '../../../src/io/sinks/json-lines.js';
import { stdout } from '../../../src/io/sinks/stdout.js';
import { sinkContract } from '../../contracts/sink-contract.js';

sinkContract('stdout', {
  make: async () => {
    let text = '';
    const output = new Writable({
      write: (bytes, _, done) => {
        text += String(bytes);
        setImmediate(done);
      },
    });
    return {
      sink: stdout({ format: jsonLines(), output }),
      stored: async () =>
        text
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line).id),
    };
  },
});
