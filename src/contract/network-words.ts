/* Words of networks that programs know without the schemas of their documents. */

export const NETWORK_TYPES = ['MAC_FILTERED', 'PHYSICAL_VLAN', 'IP_LESS_ROUTED', 'CUSTOM'] as const;
export type NetworkType = (typeof NETWORK_TYPES)[number];
