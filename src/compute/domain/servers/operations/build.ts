import { realiseNetworks } from '../../ports/realise.ts';
import type { IntentRow } from '../../../store/servers/intents.ts';
import type { Store } from '../../../store/store.ts';
import { documentAddress } from '../one-time-document.ts';
import { encodedTag } from '../tag-words.ts';
import type { Operation } from './operation.ts';

/** Tags of a new server that it was made with. */
async function sentTags(tx: Store, { serverId, body }: IntentRow): Promise<string[]> {
  const sent = (body['tags'] ?? []) as string[];
  return (await tx.tags.of(serverId)).map(({ tag }) => tag).filter((tag) => sent.includes(encodedTag(tag)));
}

/** The making of a machine. The only one whose failure changes the state: its server is of no use any more. */
export const build: Operation = {
  action: 'BUILD',
  taskState: 'BUILDING',
  opcode: 'OP_INSTANCE_CREATE',
  from: [],
  success: 'STARTED',
  failure: 'ERROR',
  async call(compute, { intent, server }) {
    const { store } = compute;
    const backend = (await store.backends.find(server.backendId))!;
    const networks = (await store.ports.of(server.id)).map(({ networkId }) => networkId);
    const after = await realiseNetworks(compute, backend, networks);
    const osparams_secret = { config_url: documentAddress(compute, intent.id) };
    return { action: 'BUILD', body: { ...intent.body, osparams_secret }, after };
  },
  async ended(_compute, tx, { server, intent, succeeded }) {
    if (succeeded) await tx.tags.activate(server.id, await sentTags(tx, intent));
    else await tx.tags.giveUp(intent.id);
    return {};
  },
  async moved(_compute, tx, server, { to, now }) {
    const failed = to.operstate === 'ERROR';
    await tx.ports.setStateOf(server.id, failed ? 'ERROR' : 'ACTIVE', now);
    await tx.volumes.setStatusOf(server.id, failed ? 'ERROR' : 'IN_USE', now);
  },
};
