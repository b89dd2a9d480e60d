import type {
  ApplicationDocument,
  ConsoleApplication,
  ConsoleMember,
  ConsoleProject,
} from '#contract/projects';

/* Projects as identity tells them to pages. Numbers that a number can hold are numbers on the wire. */

type OnTheWire<Document> = {
  [Field in keyof Document]: Document[Field] extends bigint
    ? number
    : Document[Field] extends Record<string, Record<string, bigint>>
      ? Record<string, Record<string, number>>
      : Document[Field];
};

export const ATLAS = '5f4b0000-0000-4000-8000-0000000000a7';
const GIB = 2 ** 30;

/** An active project with twenty machines, of which twelve are used. */
export function project(said: Partial<OnTheWire<ConsoleProject>> = {}): object {
  return {
    id: ATLAS,
    name: 'atlas.lab.example.org',
    state: 'active',
    owner: 'someone',
    owner_email: 'grace@lab.example.org',
    creation_date: '2026-05-01T10:00:00+00:00',
    end_date: '2030-05-01T00:00:00+00:00',
    homepage: 'https://lab.example.org/atlas',
    description: 'The atlas of genomes',
    join_policy: 'moderated',
    leave_policy: 'auto',
    max_members: 20,
    private: false,
    system_project: false,
    resources: {
      'cyclades.vm': { member_capacity: 4, project_capacity: 20 },
      'cyclades.cpu': { member_capacity: 16, project_capacity: 48 },
      'cyclades.ram': { member_capacity: 32 * GIB, project_capacity: 128 * GIB },
      'pithos.diskspace': { member_capacity: 100 * GIB, project_capacity: 2048 * GIB },
    },
    members: 7,
    requests: 0,
    membership: null,
    manages: false,
    renewal_declined: false,
    usage: {
      'cyclades.vm': { usage: 12, limit: 20 },
      'cyclades.cpu': { usage: 46, limit: 48 },
      'cyclades.ram': { usage: 40 * GIB, limit: 128 * GIB },
      'pithos.diskspace': { usage: 900 * GIB, limit: 2048 * GIB },
    },
    ...said,
  };
}

/** A member, or who wants to be one, as who manages the project sees him. */
export function member(id: number, email: string, said: Partial<OnTheWire<ConsoleMember>> = {}): object {
  const state = said.state ?? 'accepted';
  return {
    id,
    user: `user-${id}`,
    project: ATLAS,
    state,
    allowed_actions: state === 'requested' ? ['accept', 'reject'] : ['remove'],
    [state]: '2026-11-20T09:00:00+00:00',
    email,
    name: 'Ada Example',
    usage: { 'cyclades.vm': { usage: 2, limit: 4 } },
    ...said,
  };
}

/** An application for a change of that project: more machines, until later. */
export function application(id: number, said: Partial<OnTheWire<ConsoleApplication>> = {}): object {
  return {
    ...asked(id),
    project: ATLAS,
    project_name: 'atlas.lab.example.org',
    project_state: 'active',
    is_new: false,
    is_extension: false,
    applicant_email: 'grace@lab.example.org',
    owner_email: 'grace@lab.example.org',
    issued: '2026-11-28T09:00:00+00:00',
    response: null,
    decided: null,
    decided_by: null,
    ...said,
  };
}

/** What such an application asks for. */
export function asked(id: number, said: Partial<OnTheWire<ApplicationDocument>> = {}): object {
  return {
    id,
    state: 'pending',
    name: null,
    owner: null,
    applicant: 'someone',
    homepage: null,
    description: null,
    start_date: null,
    end_date: '2031-05-01T00:00:00+00:00',
    comments: 'The second year begins.',
    join_policy: null,
    leave_policy: null,
    max_members: 40,
    private: null,
    resources: { 'cyclades.vm': { member_capacity: 4, project_capacity: 40 } },
    ...said,
  };
}
