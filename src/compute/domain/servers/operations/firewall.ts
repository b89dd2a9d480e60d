import { z } from 'zod';
import type { IntentRow } from '../../../store/servers/intents.ts';
import type { Operation } from './operation.ts';

const tagOf = (intent: IntentRow): string => z.object({ tag: z.string() }).parse(intent.body).tag;

/** Sets the tag that the firewall of a port is in the back end. */
export const firewallOn: Operation = {
  action: 'FIREWALL_ON',
  taskState: null,
  opcode: 'OP_TAGS_SET',
  from: [],
  call: (_compute, { intent }) => ({ action: 'TAG', tags: [tagOf(intent)] }),
  reached: (instance, intent) => instance.tags.includes(tagOf(intent)),
};

/** Takes such a tag away. */
export const firewallOff: Operation = {
  action: 'FIREWALL_OFF',
  taskState: null,
  opcode: 'OP_TAGS_DEL',
  from: [],
  call: (_compute, { intent }) => ({ action: 'UNTAG', tags: [tagOf(intent)] }),
  reached: (instance, intent) => !instance.tags.includes(tagOf(intent)),
};
