import { connect, type Socket } from 'node:net';
import { connectToSocket } from '#platform/http/real-socket';
import type { Screen } from './tickets.ts';

const CONNECT_MS = 10_000;

/** Connects to the screen; nothing is read from it before a viewer is there to take it. */
export async function connectTo(at: Screen['at']): Promise<Socket> {
  if (!('socketPath' in at)) return connectByTcp(at);
  const wire = await connectToSocket(at.socketPath);
  wire.on('error', () => wire.destroy()); // only ends the screen
  wire.pause();
  return wire;
}

function connectByTcp(at: { host: string; port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const wire = connect({ ...at, noDelay: true });
    const fail = (error: Error): void => {
      clearTimeout(limit);
      wire.destroy();
      reject(error);
    };
    const limit = setTimeout(() => fail(new Error('the screen did not answer')), CONNECT_MS);
    wire.on('error', fail); // stays: an error after this only ends the screen
    wire.once('connect', () => {
      clearTimeout(limit);
      wire.pause();
      resolve(wire);
    });
  });
}
