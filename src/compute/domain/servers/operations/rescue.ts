import { MODIFY_OPCODE } from '../states.ts';
import type { Operation } from './operation.ts';

/** What is kept with the intent of a rescue. */
export interface Rescue {
  image: number;
  /** Where the back end finds the medium. */
  medium: string;
}

/** The machine starts from a rescue medium the next time. What it starts from is read in `observed.ts`. */
export const rescue: Operation = {
  action: 'RESCUE',
  taskState: 'RESCUING',
  opcode: MODIFY_OPCODE,
  from: ['STOPPED'],
  despiteSuspension: true,
  refusal: (server) => (server.rescue ? 'in_rescue' : undefined),
  call: (_compute, { intent }) => ({
    action: 'MODIFY',
    body: { hvparams: { boot_order: 'cdrom', cdrom_image_path: (intent.body as unknown as Rescue).medium } },
  }),
  // The image was chosen when it was asked for.
  ended: async (_compute, _tx, { server, succeeded }) =>
    succeeded || server.rescue ? {} : { rescueImageId: null },
  reached: ({ hvparams }, intent) =>
    hvparams['cdrom_image_path'] === (intent.body as unknown as Rescue).medium,
};
