import { queryOptions } from '@tanstack/react-query';
import type { Keypair } from '#contract/compute';
import { Refusal } from '#contract/refusal';
import { keys } from './keys.ts';
import { compute } from './services.ts';

export type SshKey = Keypair;

/** A cloud without keys answers with one of these. */
const NO_KEYS = [400, 404, 405, 501];

/** The person's SSH keys, or null when this cloud does not serve them. */
export const sshKeysQuery = queryOptions({
  queryKey: keys.sshKeys,
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
