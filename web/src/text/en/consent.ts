export const say = {
  terms: 'Terms of use',
  termsNotRead: 'The terms could not be read',
  agree: 'I agree',
  agreeMeans: 'These terms are new to you. You can go on once you have agreed to them.',
  logOut: 'Log out',
  handOver: 'Hand over access',
  programAsks: ({ email }: { email: string }) => `A program on your device asks for access as ${email}:`,
  handOverMeans:
    'It gets a new API token and can do all that you can. The token that your other programs use stops working.',
  renewMeans: 'Your other sessions are logged out, too.',
  handedOver: 'The program has its access. You can close this page.',
  otherAccount: 'Log out and use another account',
  authorize: 'Allow access',
  notAuthorized: 'This request cannot be answered',
  clientAsks: ({ client, email }: { client: string; email: string }) =>
    `${client} asks for access as ${email} to:`,
  goesOn: ({ place }: { place: string }) => `You are led on to ${place}.`,
  allow: 'Allow',
};
