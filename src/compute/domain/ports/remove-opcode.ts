/** What takes a network out of a back end; it stands in the network's row of a back end that an operator wants it out of. */
export const REMOVE_OPCODE = 'OP_NETWORK_REMOVE';
