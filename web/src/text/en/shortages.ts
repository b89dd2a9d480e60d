/** What was in the way of something that was refused for want of quota. */
export const say = {
  project: 'the project’s limit',
  member: 'your limit in the project',
  privateNetworks: 'Private networks',
  floatingIps: 'Floating IPs',
  short: ({
    resource,
    asked,
    used,
    reserved,
    limit,
    whose,
  }: {
    resource: string;
    asked: string;
    used: string;
    reserved: string;
    limit: string;
    whose: string;
  }) => `${resource}: ${asked} asked for, ${used} used, ${reserved} reserved; ${whose} is ${limit}.`,
};
