import { type Shortage, SHORTAGES_HEADER, writeShortages } from '#contract/shortages';
import type { ServiceError } from '#platform/errors';
import { error, isRefusal } from '../../errors.ts';
import { type Holding, keyOf, type Provision } from './provision.ts';

const TAG = 'project:';

/**
 * The refusal of a commission, with every limit that is in the way of it: the document names the first alone, and who asks for
 * more should have to ask once.
 */
export function withShortages(
  refusal: ServiceError,
  merged: readonly Provision[],
  holdings: ReadonlyMap<string, Holding>,
): ServiceError {
  if (!isRefusal(refusal, 'no_capacity')) return refusal;
  const { holder, resource } = (refusal.data as { provision: Provision }).provision;
  const shortages = merged.flatMap((provision) => shortageOf(provision, holdings.get(keyOf(provision))));
  const headers = { ...refusal.headers, [SHORTAGES_HEADER]: writeShortages(shortages) };
  return error('no_capacity', { holder, resource }, { data: refusal.data, headers });
}

function shortageOf(provision: Provision, holding: Holding | undefined): Shortage[] {
  const { holder, source, resource, quantity: asked } = provision;
  const project = source ?? holder;
  if (holding === undefined || asked < 0n || !project.startsWith(TAG)) return [];
  const { limit, usageMin: used, usageMax } = holding;
  if (usageMax + asked <= limit) return [];
  const of = source === null ? 'project' : 'member';
  return [
    { resource, project: project.slice(TAG.length), of, limit, used, reserved: usageMax - used, asked },
  ];
}
