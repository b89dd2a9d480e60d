import { fail } from '../../errors.ts';

const MOST = 128;

/** The name of a network, a subnet or a port: it may be empty. */
export function checkNetworkName(name: string): string {
  if (name.length > MOST) fail('bad_network_name_length', { most: MOST });
  // eslint-disable-next-line no-control-regex -- they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(name) || !name.isWellFormed()) fail('bad_network_name');
  return name;
}
