import { MODIFY_OPCODE } from '../states.ts';
import type { Operation } from './operation.ts';

/** The machine starts from its own disk again the next time. */
export const unrescue: Operation = {
  action: 'UNRESCUE',
  taskState: 'UNRESCUING',
  opcode: MODIFY_OPCODE,
  from: ['STOPPED'],
  despiteSuspension: true,
  refusal: (server) => (server.rescue ? undefined : 'not_in_rescue'),
  call: () => ({ action: 'MODIFY', body: { hvparams: { cdrom_image_path: '', boot_order: 'disk' } } }),
  reached: ({ hvparams }) => (hvparams['cdrom_image_path'] ?? '') === '',
};
