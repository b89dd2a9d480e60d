import { reconcileResources } from '#platform/quota/reconcile-resources';
import type { Identity } from '../domain/identity.ts';
import { ownCharges, ownUsage } from '../domain/quota/own-charges.ts';

export const reconcileResourcesAstakos = reconcileResources<Identity>({
  name: 'astakos',
  role: 'identity',
  rows: 'Astakos',
  charged: ownCharges,
  used: ownUsage,
  unsettled: 'have pending commissions: try again when they are resolved.',
});
