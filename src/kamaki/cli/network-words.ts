import { usageError } from '#platform/commands/command-error';

/** Reads `[id=]NETWORK_ID[,[ip=]IP]` into the wire's form. */
export function readNetworkWords(words: string): { uuid: string; fixed_ip?: string } {
  let uuid: string | undefined;
  let ip: string | undefined;
  for (const word of words.split(',')) {
    if (word.startsWith('id=') && uuid === undefined) uuid = word.slice('id='.length);
    else if (word.startsWith('ip=') && ip === undefined) ip = word.slice('ip='.length);
    else if (!word.includes('=') && uuid === undefined) uuid = word;
    else if (!word.includes('=') && ip === undefined) ip = word;
    else throw usageError(`--network "${words}" is not of the form [id=]NETWORK_ID[,[ip=]IP].`);
  }
  if (uuid === undefined || uuid === '')
    throw usageError(`--network "${words}" names no network: [id=]NETWORK_ID[,[ip=]IP].`);
  return ip === undefined || ip === '' ? { uuid } : { uuid, fixed_ip: ip };
}
