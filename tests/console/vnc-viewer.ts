import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { vncResponse } from '#console/vnc/rfb';
import { VNC_DOOR_PATH } from '#contract/vnc-door';
import { until } from '../kit/until.ts';
import type { TestConsole } from './harness.ts';

/** Asks for a port as compute does. */
export async function openVncDoor(
  { console }: TestConsole,
  visit: { ticket: string; password?: string; from?: string },
  token = 'component-token-of-cyclades',
): Promise<{ status: number; port: number }> {
  const reply = await console.app!.inject({
    method: 'POST',
    url: VNC_DOOR_PATH,
    headers: { 'x-auth-token': token },
    payload: { password: 'Secret12', from: '127.0.0.1', ...visit },
  });
  return { status: reply.statusCode, port: reply.json<{ port?: number }>().port ?? 0 };
}

/** A viewer that has said its first words; what it reads, and how it ended. */
export class VncViewer {
  readonly socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);
  closed = false;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes: Buffer) => (this.#bytes = Buffer.concat([this.#bytes, bytes])));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => (this.closed = true));
  }

  async take(count: number): Promise<Buffer> {
    await until(() => this.#bytes.length >= count || this.closed, 10_000);
    const bytes = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return bytes;
  }

  /** Gives the result of the authentication: 0 is in. */
  async authenticate(password: string): Promise<number> {
    assert.equal((await this.take(12)).toString(), 'RFB 003.008\n');
    this.socket.write('RFB 003.008\n');
    assert.deepEqual([...(await this.take(2))], [1, 2], 'a password is demanded');
    this.socket.write(Buffer.from([2]));
    this.socket.write(vncResponse(password, await this.take(16)));
    return (await this.take(4)).readUInt32BE();
  }
}
