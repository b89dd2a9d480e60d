import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { runTool } from '#platform/run-tool';

/** What a test takes as the world: a network for tests of networks (RFC 2544), which nothing that the host needs should be in. */
export interface Outside {
  /** The world's end of the wire: a server greets there. */
  readonly server: string;
  /** The same server, at an address of a network that the operator closed. */
  readonly closedServer: string;
  readonly closedNetwork: string;
  readonly port: number;
  /** The host's end of the wire. */
  readonly host: string;
  /** Gives the host another address. */
  addHostAddress(address: string): Promise<void>;
  /** Sends a line to everybody who is connected to the server. */
  say(line: string): void;
}

/** Greets whoever comes, and passes on what it is told. */
const SERVER = `
const sockets = new Set();
const server = require('node:net').createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  socket.write('welcome outside\\n');
});
server.listen(0, '0.0.0.0', () => console.log(server.address().port));
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  for (const socket of sockets) socket.write(line + '\\n');
});
`;

/** Makes the world, in a network namespace at the other end of a wire; it goes with the test. Only root can. */
export async function makeOutside(t: TestContext): Promise<Outside> {
  const name = `snf-${process.pid}`;
  const ip = (...words: string[]): Promise<string> => runTool('ip', words);
  await removeLeftOver();
  t.after(() => ip('netns', 'del', name));
  await ip('netns', 'add', name);
  await ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name);
  await ip('addr', 'add', '198.18.113.1/24', 'dev', `${name}a`);
  await ip('link', 'set', `${name}a`, 'up');
  for (const address of ['198.18.113.2/24', '198.18.113.200/24'])
    await ip('-n', name, 'addr', 'add', address, 'dev', `${name}b`);
  await ip('-n', name, 'link', 'set', `${name}b`, 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');
  const server = spawn('ip', ['netns', 'exec', name, process.execPath, '-e', SERVER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => server.kill('SIGKILL'));
  const [port] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  return {
    server: '198.18.113.2',
    closedServer: '198.18.113.200',
    closedNetwork: '198.18.113.128/25',
    port: Number(port),
    host: '198.18.113.1',
    addHostAddress: async (address) => void (await ip('addr', 'add', `${address}/32`, 'dev', `${name}a`)),
    say: (line) => void server.stdin.write(`${line}\n`),
  };
}

/** What a killed run left has the same addresses: nobody would know which of the two is meant. */
async function removeLeftOver(): Promise<void> {
  const names = (await runTool('ip', ['netns', 'list'])).match(/^snf-\d+/gm) ?? [];
  for (const name of names)
    if (!existsSync(`/proc/${name.slice('snf-'.length)}`)) await runTool('ip', ['netns', 'del', name]);
}

/** A name server that knows one address for every name. */
export async function startNameServer(t: TestContext, at: string, answer: string): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    // The question comes back with the mark of an answer, and for an IPv4 address with one record.
    const end = query.indexOf(0, 12) + 5;
    const known = query.readUInt16BE(end - 4) === 1;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(known ? 1 : 0, 6);
    header.fill(0, 8);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...answer.split('.').map(Number)]);
    const parts = [header, query.subarray(12, end), ...(known ? [record] : [])];
    socket.send(Buffer.concat(parts), port, address);
  });
  socket.bind(53, at);
  await once(socket, 'listening');
  t.after(() => socket.close());
}
