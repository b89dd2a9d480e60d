import type { z } from 'zod';
import { ContractClient } from './client.ts';
import { type OpenVncDoorBody, VNC_DOOR_PATH } from './vnc-door.ts';

/** What compute asks of the role of screens, by the token of its component. */
export class VncDoorClient extends ContractClient {
  /** A port that leads to the ticket's screen for half a minute; undefined when there is none to be had. */
  async open(visit: z.input<typeof OpenVncDoorBody>, signal?: AbortSignal): Promise<number | undefined> {
    const answer = await this.call({
      method: 'POST',
      path: VNC_DOOR_PATH,
      json: visit,
      accept: [403, 404, 429, 503],
      signal,
    });
    return answer.status === 200 ? this.readAnswer('vncDoor', answer).port : undefined;
  }
}
