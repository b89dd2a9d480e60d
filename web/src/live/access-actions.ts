import { useQueryClient } from '@tanstack/react-query';
import { keys, readAgain } from '../api/keys.ts';
import { compute } from '../api/services.ts';
import { renewToken, tokenEndQuery } from '../api/session.ts';

/** What can be done with the keys and the token of a person. Each shows what it changed, and throws what was refused. */
export function useAccessActions() {
  const client = useQueryClient();
  const changed = () => readAgain(client, keys.sshKeys);
  return {
    async addKey(name: string, publicKey: string): Promise<void> {
      await compute.createKeypair(name, publicKey);
      await changed();
    },
    /** Lets the cloud make a pair; the private half is in the answer, this once. */
    async generateKey(name: string): Promise<string> {
      const { private_key: privateKey } = await compute.createKeypair(name);
      if (privateKey === undefined) throw new TypeError('the cloud made no private key');
      void changed();
      return privateKey;
    },
    async removeKey(name: string): Promise<void> {
      await compute.deleteKeypair(name);
      await changed();
    },
    /** A new token, this once; the one before stops working. */
    async renewToken(): Promise<string> {
      const { token, expires } = await renewToken();
      client.setQueryData(tokenEndQuery.queryKey, expires);
      return token;
    },
  };
}
