/** Which networks of the cloud can be asked for. */
export const NETWORK_CHOICES = ['public', 'private', 'drained', 'deleted'] as const;
export const POOL_KINDS = ['bridge', 'mac-prefix', 'ipv4'] as const;
