import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Message {
  readonly body: string;
  readonly id: number;
  /** Receipts are new at each receipt; only the last one counts. */
  receipt: string;
  /** In milliseconds of the server's own time. */
  hiddenUntil: number;
  received: number;
}

type Asked = Readonly<Record<string, unknown>>;

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const entriesOf = ({ Entries }: Asked): readonly Asked[] => (Array.isArray(Entries) ? Entries : []);

/** An SQS with one queue, in memory, as far as consumers use it. Its time stands still until it is told to go on. */
export class SqsServer {
  readonly messages: Message[] = [];
  /** What was asked, in order. */
  readonly seen: string[] = [];
  /** Statuses of the next answers; 200: as usual. */
  readonly next: number[] = [];
  now = 0;
  #number = 0;
  readonly #server = createServer((request, response) => {
    void this.#answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/1/events`;
  }

  send(body: string): void {
    this.messages.push({ body, id: ++this.#number, receipt: '', hiddenUntil: 0, received: 0 });
  }

  async #answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const asked: Asked = JSON.parse(Buffer.concat(pieces).toString());
    const target = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    this.seen.push(target);
    const status = this.next.shift() ?? 200;
    if (status !== 200) return [status, { __type: 'com.amazonaws.sqs#Refused', message: 'made up' }];
    switch (target) {
      case 'ReceiveMessage':
        return [200, { Messages: this.#receive(Number(asked.VisibilityTimeout)) }];
      case 'ChangeMessageVisibilityBatch':
        for (const one of entriesOf(asked)) {
          const found = this.#by(one);
          if (found !== undefined) found.hiddenUntil = this.now + Number(one.VisibilityTimeout) * 1000;
        }
        return [200, { Successful: entriesOf(asked).map(({ Id }) => ({ Id })), Failed: [] }];
      case 'DeleteMessageBatch':
        for (const one of entriesOf(asked)) {
          const found = this.#by(one);
          if (found !== undefined) this.messages.splice(this.messages.indexOf(found), 1);
        }
        return [200, { Successful: entriesOf(asked).map(({ Id }) => ({ Id })), Failed: [] }];
      default:
        return [400, { __type: 'com.amazonaws.sqs#UnsupportedOperation', message: target }];
    }
  }

  #by({ ReceiptHandle }: Asked): Message | undefined {
    return this.messages.find(({ receipt }) => receipt === ReceiptHandle);
  }

  #receive(seconds: number): readonly unknown[] {
    const shown = this.messages.filter(({ hiddenUntil }) => hiddenUntil <= this.now).slice(0, 10);
    return shown.map((message) => {
      message.hiddenUntil = this.now + seconds * 1000;
      message.received++;
      message.receipt = `${message.id}-${message.received}`;
      return {
        MessageId: String(message.id),
        ReceiptHandle: message.receipt,
        Body: message.body,
        MD5OfBody: md5(message.body),
      };
    });
  }
}

/** Up to the end of the running test. */
export const sqsServer = async (): Promise<SqsServer> => {
  const server = await new SqsServer().start();
  onTestFinished(() => server.close());
  return server;
};
