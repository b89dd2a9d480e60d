/** Firewall of a port: everything that comes in is dropped, the basic limits hold, or it is open. */
export const FIREWALL_PROFILES = ['ENABLED', 'DISABLED', 'PROTECTED'] as const;
export type FirewallProfile = (typeof FIREWALL_PROFILES)[number];
