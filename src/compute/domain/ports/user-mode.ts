/** Link of a network that the embedded manager makes in user mode, without a bridge and without an address of ours. */
export const USER_MODE_LINK = 'user';
