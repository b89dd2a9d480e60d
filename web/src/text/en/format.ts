export const say = {
  unlimited: 'unlimited',
  justNow: 'just now',
  yesterday: ({ clock }: { clock: string }) => `yesterday, ${clock}`,
  /** An age under a minute. */
  seconds: 'seconds',
  fewSeconds: 'a few seconds',
  about: ({ time }: { time: string }) => `about ${time}`,
};
