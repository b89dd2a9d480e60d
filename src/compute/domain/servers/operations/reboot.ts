import { REBOOT_OPCODE } from '../states.ts';
import type { Operation } from './operation.ts';

/** Starts a machine that is stopped. `hard` gives its system no time to shut down. */
export const reboot: Operation = {
  action: 'REBOOT',
  taskState: 'REBOOTING',
  opcode: REBOOT_OPCODE,
  from: ['STARTED', 'STOPPED'],
  despiteSuspension: true,
  success: 'STARTED',
  call: (_compute, { intent }) => ({ action: 'REBOOT', hard: intent.body['hard'] === true }),
};
