/** What the list of all machines can be narrowed to. */
export const SERVER_STATES = ['ACTIVE', 'STOPPED', 'BUILD', 'ERROR'] as const;
