export const say = {
  logIn: 'Log in',
  tabTitle: ({ cloud }: { cloud: string }) => `Log in · ${cloud}`,
  toYourCloud: 'to your cloud',
  toCloud: ({ cloud }: { cloud: string }) => `to ${cloud}`,
  enterEmail: 'Enter your e-mail.',
  enterPassword: 'Enter your password.',
  email: 'E-mail',
  password: 'Password',
  line: 'Machines, networks and files for your work.',
};
