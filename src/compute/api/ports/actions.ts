import { z } from 'zod';
import { FIREWALL_PROFILES } from '#contract/compute-words';
import { changeFirewall } from '../../domain/ports/change-firewall.ts';
import { addFloatingIp, removeFloatingIp } from '../../domain/ports/ports.ts';
import { spendOn } from '../budget.ts';
import { actionRoute } from '../servers/action-route.ts';

const ofAddress = z.strictObject({ address: z.string() });
const portNumber = z.union([
  z.number().int().positive(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);

const addFloatingIpRoute = actionRoute({
  names: ['addFloatingIp'],
  summary: 'Put a floating IP on a server',
  body: z.object({ addFloatingIp: ofAddress }),
  reply: { 202: null },
  handle: async (service, caller, id, body) => {
    await spendOn('port', service, caller);
    await addFloatingIp(service, caller, id, body.addFloatingIp.address);
    return { status: 202 };
  },
});

const removeFloatingIpRoute = actionRoute({
  names: ['removeFloatingIp'],
  summary: 'Take a floating IP from a server',
  body: z.object({ removeFloatingIp: ofAddress }),
  reply: { 202: null },
  handle: async (service, caller, id, body) => {
    await removeFloatingIp(service, caller, id, body.removeFloatingIp.address);
    return { status: 202 };
  },
});

const firewallRoute = actionRoute({
  names: ['firewallProfile'],
  summary: 'Change the firewall of a port of a server',
  body: z.object({
    firewallProfile: z.strictObject({ profile: z.enum(FIREWALL_PROFILES), nic: portNumber }),
  }),
  reply: { 202: null },
  handle: async (service, caller, id, { firewallProfile: { nic, profile } }) => {
    await changeFirewall(service, caller, id, { port: nic, profile });
    return { status: 202 };
  },
});

export const portActionRoutes = [addFloatingIpRoute, removeFloatingIpRoute, firewallRoute];
