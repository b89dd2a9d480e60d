export const say = {
  appearance: 'Appearance',
  asTheSystem: 'As the system',
  light: 'Light',
  dark: 'Dark',
  chosen: 'chosen',
  language: 'Language',
  keys: 'Keys',
  logOut: 'Log out',
  more: 'More',
};
