export const say = {
  terms: 'Terms of use',
  termsNotRead: 'The terms could not be read',
  agree: 'I agree',
  agreeMeans: 'These terms are new to you. You can go on once you have agreed to them.',
  logOut: 'Log out',
};
