import { MODIFY_OPCODE } from '../states.ts';
import type { Operation } from './operation.ts';

/** What is kept with the intent of a resize. */
export interface Resize {
  flavor: number;
  vcpus: number;
  /** MiB */
  ram: number;
}

/** Another size, for a machine that is off. What it has become is read in `observed.ts`, from whatever job changed it. */
export const resize: Operation = {
  action: 'RESIZE',
  taskState: 'RESIZING',
  opcode: MODIFY_OPCODE,
  from: ['STOPPED'],
  call: (_compute, { intent }) => {
    const { vcpus, ram } = intent.body as unknown as Resize;
    return { action: 'MODIFY', body: { beparams: { vcpus, minmem: ram, maxmem: ram } } };
  },
  reached: ({ beparams }, intent) => {
    const { vcpus, ram } = intent.body as unknown as Resize;
    return beparams['vcpus'] === vcpus && beparams['maxmem'] === ram;
  },
};
