import { queryOptions } from '@tanstack/react-query';
import type { Keypair } from '#contract/compute';
import { Refusal } from '#contract/refusal';
import { compute } from './services.ts';

export type SshKey = Keypair;

/** A cloud without keys answers with one of these. */
const NO_KEYS = [400, 404, 405, 501];

/** The person's SSH keys, or null when this cloud does not serve them. */
export const sshKeysQuery = queryOptions({
  queryKey: ['ssh-keys'],
  staleTime: 30_000,
  async queryFn(): Promise<SshKey[] | null> {
    try {
      return await compute.keypairs();
    } catch (error) {
      if (error instanceof Refusal && NO_KEYS.includes(error.status)) return null;
      throw error;
    }
  },
});
