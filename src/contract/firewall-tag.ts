/** Ganeti keeps the firewall of a card as a tag of its instance: `synnefo:network:NIC:MODE`. */
export function firewallTag(nic: string, mode: string): string {
  return `synnefo:network:${nic}:${mode}`;
}

/** The firewall of a card of an instance with these tags, as messages carry it; nothing where no tag tells one. */
export function firewallOf(tags: readonly string[], nic: string | null): { firewall?: string } {
  if (nic === null) return {};
  const prefix = firewallTag(nic, '');
  const tag = tags.find((text) => text.startsWith(prefix));
  return tag === undefined ? {} : { firewall: tag.slice(prefix.length) };
}
