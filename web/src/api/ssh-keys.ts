import { queryOptions } from '@tanstack/react-query';
import { call } from './http.ts';

const KEYS = '/cyclades/compute/v2.0/os-keypairs';

export interface SshKey {
  name: string;
  fingerprint: string;
  public_key: string;
}

/** The person's SSH keys, or null when this cloud does not serve them. */
export const sshKeysQuery = queryOptions({
  queryKey: ['ssh-keys'],
  staleTime: 30_000,
  async queryFn(): Promise<SshKey[] | null> {
    const response = await call(KEYS, { accept: [400, 404, 405, 501] });
    if (!response.ok) return null;
    const { keypairs } = (await response.json()) as { keypairs: { keypair: SshKey }[] };
    return keypairs.map((entry) => entry.keypair);
  },
});

export async function addSshKey(name: string, publicKey: string): Promise<void> {
  await call(KEYS, { method: 'POST', json: { keypair: { name, public_key: publicKey } } });
}

export async function removeSshKey(name: string): Promise<void> {
  await call(`${KEYS}/${encodeURIComponent(name)}`, { method: 'DELETE' });
}
