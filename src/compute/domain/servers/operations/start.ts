import type { Operation } from './operation.ts';

export const start: Operation = {
  action: 'START',
  taskState: 'STARTING',
  opcode: 'OP_INSTANCE_STARTUP',
  from: ['STOPPED'],
  despiteSuspension: true,
  success: 'STARTED',
  call: () => ({ action: 'START' }),
};
