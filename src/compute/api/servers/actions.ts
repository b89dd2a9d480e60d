import { z } from 'zod';
import { COMPUTE_PREFIX, ConsolePageReply, ConsoleReply } from '#contract/compute';
import type { Answer } from '#platform/route';
import type { Caller, Compute } from '../../domain/compute.ts';
import { findScreen, makeScreenTicket } from '../../domain/screens.ts';
import { beginAction, findServer } from '../../domain/servers/actions.ts';
import { fail } from '../../errors.ts';
import { member, route, serverParams } from '../route.ts';

/** Arguments of an action; null stands for none, as OpenStack's clients send it. */
const nothing = z.strictObject({});
const reboot = z.strictObject({ type: z.enum(['SOFT', 'HARD']).default('SOFT') });
const screen = z.strictObject({ type: z.enum(['vnc', 'vnc-ws', 'vnc-wss']) });
const page = z.strictObject({ type: z.enum(['novnc', 'xvpvnc']) });

type Act = (compute: Compute, caller: Caller, id: number, args: unknown) => Promise<Answer>;

const accepted = async (work: Promise<void>): Promise<Answer> => {
  await work;
  return { status: 202 };
};

const start: Act = (compute, caller, id, args) => {
  parsed(nothing, args);
  return accepted(beginAction(compute, caller, id, 'START'));
};
const stop: Act = (compute, caller, id, args) => {
  parsed(nothing, args);
  return accepted(beginAction(compute, caller, id, 'STOP'));
};
const notThere =
  (what: string): Act =>
  async (compute, caller, id) => {
    await findServer(compute, caller, id);
    return fail('not_implemented', { what });
  };

/** Every known key of an action's body; anything else is refused. */
const ACTS: Readonly<Record<string, Act>> = {
  start,
  'os-start': start,
  shutdown: stop,
  'os-stop': stop,
  reboot: (compute, caller, id, args) => {
    const { type } = parsed(reboot, args);
    return accepted(beginAction(compute, caller, id, 'REBOOT', { hard: type === 'HARD' }));
  },
  console: async (compute, caller, id, args) => {
    parsed(screen, args);
    return { status: 200, body: screenOf(compute, await makeScreenTicket(compute, caller, id)) };
  },
  'os-getVNCConsole': async (compute, caller, id, args) => {
    const { type } = parsed(page, args);
    await findScreen(compute, caller, id);
    if (type === 'xvpvnc') fail('not_implemented', { what: 'xvpvnc' });
    // The page gets its own ticket when it opens: none is in the address.
    return {
      status: 200,
      body: { console: { type, url: `${compute.baseUrl}/ui/machines/${id}/screen/window` } },
    };
  },
  suspend: async (compute, caller, id) => {
    await findServer(compute, caller, id);
    return fail('suspend_forbidden');
  },
  resize: notThere('resize'),
  rescue: notThere('rescue'),
  unrescue: notThere('unrescue'),
  reassign: notThere('reassign'),
  firewallProfile: notThere('firewallProfile'),
  addFloatingIp: notThere('addFloatingIp'),
  removeFloatingIp: notThere('removeFloatingIp'),
  'os-getSPICEConsole': notThere('os-getSPICEConsole'),
  'os-getRDPConsole': notThere('os-getRDPConsole'),
  changePassword: notThere('changePassword'),
  rebuild: notThere('rebuild'),
  confirmResize: notThere('confirmResize'),
  revertResize: notThere('revertResize'),
};

function parsed<T extends z.ZodType>(schema: T, args: unknown): z.output<T> {
  const result = schema.safeParse(args ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return fail('bad_action_arguments', {
    reason: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  });
}

/** Where the ticket opens a screen: a WebSocket on the cloud's own origin, whatever kind was asked for. */
function screenOf({ baseUrl }: Compute, ticket: string): ConsoleReply {
  const { protocol, hostname, port } = new URL(baseUrl);
  const secure = protocol === 'https:';
  return {
    console: {
      type: secure ? 'vnc-wss' : 'vnc-ws',
      host: hostname,
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      password: ticket,
      path: '/cyclades/screen',
      ticket,
    },
  };
}

export const serverActionRoute = route({
  method: 'POST',
  path: `${COMPUTE_PREFIX}/servers/:id/action`,
  access: member,
  summary: 'Start, shut down or reboot a server, or open its screen',
  params: serverParams,
  body: z.record(z.string(), z.unknown()),
  reply: { 200: z.union([ConsoleReply, ConsolePageReply]), 202: null },
  handle: async ({ service, caller, params, body }) => {
    const keys = Object.keys(body).filter((key) => key !== 'rescue_image_ref');
    const [action] = keys;
    if (action === undefined || keys.length > 1) fail('not_one_action');
    if (!Object.hasOwn(ACTS, action)) fail('unknown_action', { action: action.slice(0, 64) });
    return ACTS[action]!(service, caller, params.id, body[action]);
  },
});
