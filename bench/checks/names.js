// A name server, in a process of its own: every name under bench.example is 127.0.0.1, said after 50 ms and good for 30 s; there is
// no address of IPv6. It reads nothing but the one question and writes nothing but its answer.
import { createSocket } from 'node:dgram';

const DELAY = 50;
const TTL = 30;
const A = 1;

const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
let asked = 0;
socket.on('message', (message, { port, address }) => {
  asked++;
  let end = 12;
  while (message[end] !== 0) end += message[end] + 1;
  end += 5;
  const isA = message.readUInt16BE(end - 4) === A;
  const answer = Buffer.alloc(end + (isA ? 16 : 0));
  message.copy(answer, 0, 0, end);
  answer.writeUInt16BE(0x8180, 2);
  answer.writeUInt16BE(isA ? 1 : 0, 6);
  answer.writeUInt32BE(0, 8);
  if (isA) {
    answer.writeUInt16BE(0xc00c, end);
    answer.writeUInt16BE(A, end + 2);
    answer.writeUInt16BE(1, end + 4);
    answer.writeUInt32BE(TTL, end + 6);
    answer.writeUInt16BE(4, end + 10);
    answer.set([127, 0, 0, 1], end + 12);
  }
  setTimeout(() => socket.send(answer, port, address), DELAY);
});
socket.bind(0, '127.0.0.1', () => process.send({ port: socket.address().port }));
process.on('message', () => process.send({ asked }));
process.on('disconnect', () => process.exit());
