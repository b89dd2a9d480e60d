import { CloudStateReply, IDENTITY_UI_PREFIX } from '#contract/identity';
import { INFINITE } from '#contract/infinite';
import { administrator } from './access.ts';
import { route } from './route.ts';

export const showCloudState = route({
  method: 'GET',
  path: `${IDENTITY_UI_PREFIX}/cloud-state`,
  access: administrator,
  summary: 'The cloud as a whole, for administrators',
  reply: { 200: CloudStateReply },
  async handle({ service }) {
    const room = service.roomBytes();
    return {
      body: {
        accounts: await service.store.accounts.counts(),
        room: Number.isFinite(room) ? BigInt(Math.max(0, Math.floor(room))) : INFINITE,
      },
    };
  },
});
