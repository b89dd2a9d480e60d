import type { IntentRow } from '../../../store/servers/intents.ts';
import { firewallIntent, settleFirewall } from '../../ports/firewall.ts';
import type { Operation } from './operation.ts';

const tagOf = (intent: IntentRow): string => firewallIntent(intent).tag;

/** What users see was written with the request. */
const ended: NonNullable<Operation['ended']> = async (compute, tx, { intent }) => {
  await settleFirewall(compute, tx, intent);
  return {};
};

/** Sets the tag that the firewall of a port is in the back end. */
export const firewallOn: Operation = {
  action: 'FIREWALL_ON',
  taskState: null,
  opcode: 'OP_TAGS_SET',
  from: [],
  call: (_compute, { intent }) => ({ action: 'TAG', tags: [tagOf(intent)] }),
  ended,
  reached: (instance, intent) => instance.tags.includes(tagOf(intent)),
};

/** Takes such a tag away. */
export const firewallOff: Operation = {
  action: 'FIREWALL_OFF',
  taskState: null,
  opcode: 'OP_TAGS_DEL',
  from: [],
  call: (_compute, { intent }) => ({ action: 'UNTAG', tags: [tagOf(intent)] }),
  ended,
  reached: (instance, intent) => !instance.tags.includes(tagOf(intent)),
};
