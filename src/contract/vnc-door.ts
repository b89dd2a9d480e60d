import { z } from 'zod';

/* Plain VNC for programs (spec/compute-api 5.3, node-side 5): compute asks the role of screens for a port. */

/** Internal, at the role `console`, with the token of the cyclades component. */
export const VNC_DOOR_PATH = '/internal/vnc-doors';

export const OpenVncDoorBody = z.strictObject({
  /** Of compute, good once. */
  ticket: z.string().max(200),
  /** VNC reads eight characters. */
  password: z.string().min(8).max(8),
  /** The address that the viewer must come from. */
  from: z.string().max(64),
});
export const VncDoorReply = z.object({ port: z.number().int() });
