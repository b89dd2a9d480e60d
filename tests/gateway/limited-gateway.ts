import { startGateway } from './harness.ts';

// A gateway in a process of its own, for limits that hold for whole processes. It ends when it is killed.
const { port } = await startGateway(
  { after: () => undefined },
  { settings: { GATEWAY_SOCKETS_PER_ADDRESS: 5000 } },
);
process.stdout.write(`${port}\n`);
