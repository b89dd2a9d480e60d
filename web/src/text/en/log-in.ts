export const say = {
  logIn: 'Log in',
  tabTitle: ({ cloud }: { cloud: string }) => `Log in · ${cloud}`,
  toYourCloud: 'to your cloud',
  toCloud: ({ cloud }: { cloud: string }) => `to ${cloud}`,
  enterEmail: 'Enter your e-mail.',
  enterPassword: 'Enter your password.',
  email: 'E-mail',
  password: 'Password',
  verify: 'Verify your e-mail',
  verifyMeans: 'The button shows that this address is yours.',
  verifiedActive: 'Your e-mail is verified, and you can log in.',
  verifiedWaiting:
    'Your e-mail is verified. You can log in once an administrator has accepted your account; a mail will tell you.',
  line: 'Machines, networks and files for your work.',
};
