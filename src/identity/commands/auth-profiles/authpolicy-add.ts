import { usageError } from '#platform/commands/command-error';
import { argument, bool, count, flag, type OptionSpec } from '#platform/commands/options';
import { keepProfile, type ProfilePolicies } from '../../domain/auth-profiles/auth-profiles.ts';
import { defineCommand } from '../command.ts';

/** What a profile can say, by the word of the command line. */
export const POLICIES = [
  { word: 'add', field: 'mayAdd', help: 'whether it may be added to an account' },
  { word: 'remove', field: 'mayRemove', help: 'whether it may be taken off an account' },
  { word: 'create', field: 'mayCreate', help: 'whether accounts may be made by it' },
  { word: 'login', field: 'mayLogin', help: 'whether it may be used to log in' },
  { word: 'limit', field: 'maxMethods', help: 'how many of it an account may have' },
  { word: 'required', field: 'isRequired', help: 'whether accounts must have it' },
  {
    word: 'automoderate',
    field: 'automoderates',
    help: 'whether it makes accounts that nobody has to accept',
  },
] as const satisfies { word: string; field: keyof ProfilePolicies; help: string }[];

export const USED_LATER =
  'Profiles are kept now; logging in and signing up go by them as soon as this release has more ways to log in than the password.';

type Values = Record<string, boolean | number | undefined>;

const policyOptions: Record<string, OptionSpec<boolean | number | undefined>> = Object.fromEntries(
  POLICIES.flatMap(({ word, field, help }) => [
    [
      field,
      field === 'maxMethods'
        ? count(`--${word}-policy <number>`, help)
        : bool(`--${word}-policy <bool>`, help),
    ],
    [`unset ${field}`, flag(`--unset-${word}-policy`, 'say nothing about that')],
  ]),
);

export const authpolicyAdd = defineCommand({
  name: 'authpolicy-add',
  summary:
    'Keep a profile of what a way to log in allows, for the accounts and groups that authpolicy-set names',
  help: USED_LATER,
  args: [
    argument('<name>', 'name of the profile'),
    argument('<provider>', 'way to log in that it is about, such as local or ldap'),
  ],
  options: {
    update: flag(
      '--update',
      'change the profile of that name; what it says of provider and --exclusive, too',
    ),
    exclusive: flag('--exclusive', 'make it about all ways to log in but this one'),
    ...policyOptions,
  },
  async run({ service, args: [name, provider], options, out }) {
    const { update, exclusive } = options;
    const policies = policiesOf(options as Values);
    const wasThere = await keepProfile(
      service,
      { name, provider, isExclusive: exclusive, policies },
      { update },
    );
    out.line(wasThere ? 'Profile updated' : 'Profile stored');
  },
});

function policiesOf(values: Values): Partial<ProfilePolicies> {
  const policies: Record<string, boolean | number | null> = {};
  for (const { word, field } of POLICIES) {
    const value = values[field];
    const unset = values[`unset ${field}`] === true;
    if (unset && value !== undefined)
      throw usageError(`Give --${word}-policy or --unset-${word}-policy, not both.`);
    if (unset || value !== undefined) policies[field] = value ?? null;
  }
  return policies as Partial<ProfilePolicies>;
}
