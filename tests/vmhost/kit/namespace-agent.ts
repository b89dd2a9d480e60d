import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';

/** What a machine of the tests is asked to do, in its namespace; answered by its number. */
export type AgentOrder =
  | { do: 'listen'; tcp: number[]; udp: number[] }
  | { do: 'tcp' | 'udp'; host: string; port: number }
  | { do: 'keep'; host: string; port: number }
  | { do: 'say' };

/** Longer than an answer takes on a machine that is busy. */
const PATIENCE_MS = 1000;
let kept: Socket | undefined;

const orders: { [K in AgentOrder['do']]: (order: Extract<AgentOrder, { do: K }>) => Promise<string> } = {
  listen: async ({ tcp, udp }) => {
    for (const port of tcp) {
      const server = createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', () => socket.write(String(socket.remoteAddress?.replace('::ffff:', ''))));
      });
      await new Promise<void>((resolve) => server.listen(port, '::', resolve));
    }
    for (const port of udp) {
      const socket = createSocket('udp4');
      socket.on('message', (_, { address, port: from }) => socket.send(address, from, address));
      await new Promise<void>((resolve) => socket.bind(port, resolve));
    }
    return 'listens';
  },
  // what came back is the address that the other side saw
  tcp: ({ host, port }) =>
    new Promise((resolve) => {
      const socket = connect({ host, port });
      const end = (word: string): void => {
        socket.destroy();
        resolve(word);
      };
      socket.setTimeout(PATIENCE_MS, () => end('silence'));
      socket.on('connect', () => socket.write('?'));
      socket.on('data', (bytes) => end(bytes.toString()));
      socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'));
    }),
  udp: ({ host, port }) =>
    new Promise((resolve) => {
      const socket = createSocket('udp4');
      const timer = setTimeout(() => end('silence'), PATIENCE_MS);
      const end = (word: string): void => {
        clearTimeout(timer);
        socket.close();
        resolve(word);
      };
      socket.on('message', (bytes) => end(bytes.toString()));
      socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'));
      socket.connect(port, host, () => socket.send('?'));
    }),
  // a connection that stays; `say` uses it once more
  keep: ({ host, port }) =>
    new Promise((resolve) => {
      kept = connect({ host, port });
      kept.on('error', () => undefined);
      kept.once('connect', () => resolve('connected'));
    }),
  say: () =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve('silence'), PATIENCE_MS);
      const answered = (word: string): void => {
        clearTimeout(timer);
        resolve(word);
      };
      kept!.once('data', (bytes) => answered(bytes.toString()));
      kept!.once('close', () => answered('closed'));
      if (kept!.destroyed) answered('closed');
      else kept!.write('?');
    }),
};

process.on('message', ({ number, order }: { number: number; order: AgentOrder }) => {
  const run = orders[order.do] as (order: AgentOrder) => Promise<string>;
  void run(order).then((answer) => process.send!({ number, answer }));
});
