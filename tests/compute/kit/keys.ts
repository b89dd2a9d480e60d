/** A public key that anybody may know. */
export const ED25519 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKvRPYVtHbmEQWrcQfBgeKpB7sT3nLgVMZwgKoIR7tsd ada@laptop';
