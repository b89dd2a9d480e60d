import type { Operation } from './operation.ts';

export const stop: Operation = {
  action: 'STOP',
  taskState: 'STOPPING',
  opcode: 'OP_INSTANCE_SHUTDOWN',
  from: ['STARTED'],
  despiteSuspension: true,
  success: 'STOPPED',
  call: () => ({ action: 'STOP' }),
};
