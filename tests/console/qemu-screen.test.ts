import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '#kit/until';
import { startConsole, view } from './harness.ts';
import { openVncDoor, VncViewer } from './vnc-viewer.ts';

const qemu = 'qemu-system-x86_64';
const missing =
  spawnSync(qemu, ['--version']).error === undefined
    ? false
    : `${qemu} is not installed (apt-get install qemu-system-x86)`;

test(
  'R-W1 a real QEMU screen shakes hands through the gateway and takes its viewer along when it ends',
  { skip: missing },
  async (t) => {
    const cloud = await startConsole(t, { settings: { VNC_DOOR_ADDRESS: '127.0.0.1' } });
    const socketPath = join(cloud.runDirectory, 'vnc');
    const machine = spawn(
      qemu,
      [
        '-machine',
        'none',
        '-nodefaults',
        '-display',
        'none',
        '-vnc',
        `unix:${socketPath}`,
        '-monitor',
        'none',
      ],
      {
        stdio: 'ignore',
      },
    );
    t.after(() => machine.kill('SIGKILL'));
    await until(() => existsSync(socketPath));
    const viewer = await view(cloud.url, cloud.ticket({ socketPath }));
    await until(() => viewer.bytes().toString('latin1') === 'RFB 003.008\n');
    viewer.socket.send(Buffer.from('RFB 003.008\n'));
    await until(() => viewer.bytes().length >= 14);
    assert.ok(viewer.bytes().subarray(12).includes(1), 'no password is wanted: the ticket was it');
    viewer.socket.send(Buffer.from([1]));
    await until(() => viewer.bytes().length >= 18);
    viewer.socket.send(Buffer.from([1]));
    await until(() => viewer.bytes().length >= 18 + 24);
    const size = viewer.bytes().subarray(18);
    assert.deepEqual([size.readUInt16BE(0) > 0, size.readUInt16BE(2) > 0], [true, true]);
    const { port } = await openVncDoor(cloud, { ticket: cloud.ticket({ socketPath }) });
    const program = new VncViewer(port);
    assert.equal(await program.authenticate('Secret12'), 0);
    program.socket.write(Buffer.from([1]));
    assert.deepEqual(await program.take(24), size.subarray(0, 24), 'plain VNC shows the same screen');
    machine.kill('SIGKILL');
    assert.equal(await viewer.closed, 1001);
    await until(() => program.closed);
  },
);
