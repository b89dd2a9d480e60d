/** Group whose members are administrators of the cloud. Apart from the schemas, which the console does not have. */
export const ADMIN_ROLE = 'admin';
