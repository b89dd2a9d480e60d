/** What a viewer offers in `Sec-WebSocket-Protocol`: the protocol itself, and the ticket, which so stays out of addresses. */
const PROTOCOL = 'binary';
const TICKET_START = 'synnefo.ticket.';
const MAX_LENGTH = 512;

/** The ticket of a request for a screen; undefined without one, with two, or without the protocol that carries a screen. */
export function ticketOf(offered: string | undefined): string | undefined {
  if (offered === undefined || offered.length > MAX_LENGTH) return undefined;
  const protocols = offered.split(',').map((part) => part.trim());
  const tickets = protocols.filter((protocol) => protocol.startsWith(TICKET_START));
  if (!protocols.includes(PROTOCOL) || tickets.length !== 1) return undefined;
  const ticket = tickets[0]!.slice(TICKET_START.length);
  return /^[A-Za-z0-9_-]{20,128}$/.test(ticket) ? ticket : undefined;
}

/** The protocol that is answered: never the ticket. */
export function chosenProtocol(): string {
  return PROTOCOL;
}
