import type { FastifyInstance } from 'fastify';
import { OpenVncDoorBody, VNC_DOOR_PATH } from '#contract/vnc-door';
import { ServiceError } from '#platform/errors';
import { sameSecret } from '#platform/http/internal-hop';
import type { Secret } from '#platform/secret';
import { RfbRefusal } from './rfb.ts';
import type { VncDoor } from './vnc-door.ts';

/** The control side of the door: for compute alone, by the token of its component; the gateway leads nobody here. */
export function mountVncDoor(app: FastifyInstance, door: VncDoor | undefined, token: Secret): void {
  app.post(VNC_DOOR_PATH, async (request, reply) => {
    const given = request.headers['x-auth-token'];
    if (typeof given !== 'string' || !sameSecret(given, token.reveal())) return reply.code(401).send({});
    const visit = OpenVncDoorBody.safeParse(request.body);
    if (!visit.success) return reply.code(400).send({});
    if (door === undefined) return reply.code(404).send({});
    try {
      return await reply.code(200).send({ port: await door.open(visit.data) });
    } catch (error) {
      if (error instanceof ServiceError) return reply.code(error.status).send({});
      const known = error instanceof RfbRefusal || (error instanceof Error && 'code' in error);
      if (!known) throw error;
      return reply.code(503).send({});
    }
  });
}
