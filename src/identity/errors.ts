import { defineErrors, type ErrorExtra, type ErrorParams } from '#platform/errors';

/** Every refusal of identity: status, public sentence, and the name of the fault on the wire (spec/identity 0.1). */
const catalogue = defineErrors({
  // Requests
  bad_request: [400, '{reason}', 'badRequest'],
  bad_document: [400, '{reason}', 'badRequest'],
  project_id_not_string: [400, 'project_id should be a string', 'badRequest'],
  unknown_endpoint: [400, 'API endpoint not found', 'badRequest'],
  missing_content_type: [400, 'Missing Content-Type header field', 'badRequest'],
  unsupported_content_type: [400, 'Unsupported Content-type: {type}', 'badRequest'],
  not_offered: [501, '{what} are not offered yet.', 'notImplemented'],
  // Keystone's clients print what stands under this name.
  version_not_offered: [
    501,
    'Version {version} of the identity API is not offered: use v2.0, at /astakos/identity/v2.0.',
    'error',
  ],
  no_such_page: [404, 'There is nothing here.', 'itemNotFound'],
  method_not_allowed: [405, 'Method not allowed', 'notAllowed'],
  body_too_large: [413, 'The request is longer than {limit} bytes.', 'overLimit'],
  internal: [500, 'Unexpected error', 'internalServerError'],
  overloaded: [503, 'The service has too much to do now. Try again in a moment.', 'serviceUnavailable'],
  database_away: [503, 'The database does not answer now. Try again in a moment.', 'serviceUnavailable'],
  disk_full: [
    503,
    'The cloud has no disk space left for this. Its operator has to make room.',
    'serviceUnavailable',
  ],
  too_busy: [503, 'Too many log-ins at once; try again in {seconds} s.', 'serviceUnavailable'],

  // Credentials
  no_token: [401, 'Access denied. No authentication token', 'unauthorized'],
  bad_token: [401, 'Invalid X-Auth-Token', 'unauthorized'],
  bad_token_in_body: [401, 'Invalid token', 'unauthorized'],
  user_inactive: [401, 'User inactive', 'unauthorized'],
  token_expired: [401, 'Authentication expired', 'unauthorized'],
  terms_pending: [401, 'Pending approval terms', 'unauthorized'],
  invalid_credentials: [401, 'Invalid credentials', 'unauthorized'],
  missing_credentials: [400, 'Malformed request: missing credentials', 'badRequest'],
  missing_token: [400, 'Malformed request: missing token', 'badRequest'],
  foreign_tenant: [400, 'Not conforming tenantName', 'badRequest'],
  wrong_password: [401, 'The e-mail or the password is wrong.', 'unauthorized'],
  account_unusable: [403, 'This account cannot be used yet: {status}.', 'forbidden'],
  too_many_attempts: [429, 'Too many attempts; try again in {seconds} s.', 'overLimit'],
  no_session: [401, 'No session', 'unauthorized'],
  cross_site_request: [403, 'The request does not come from the console.', 'forbidden'],
  session_not_found: [404, 'There is no session {id}.', 'itemNotFound'],
  // not 401: whoever asks is who he is
  wrong_current_password: [403, 'This is not the password of the account.', 'forbidden'],
  password_too_long: [400, 'A password has at most {limit} bytes.', 'badRequest'],
  password_weak: [400, 'This password is easy to guess: {reason}. {rule}', 'badRequest'],
  password_empty: [400, 'A password is needed.', 'badRequest'],

  // Programs
  no_next: [400, 'The parameter next is missing.', 'badRequest'],
  // What clients of OAuth2 are told is rendered in words of their own protocol.
  oauth2_refused: [400, '{reason}', 'badRequest'],
  access_token_not_found: [404, 'There is no such access token here.', 'itemNotFound'],
  client_name_malformed: [
    400,
    'A client is named with at most 255 visible characters of ASCII, without a colon.',
    'badRequest',
  ],
  client_urls_missing: [400, 'A client has from 1 to {most} addresses.', 'badRequest'],
  client_url_refused: [400, "People cannot be led back to '{url}': {reason}.", 'badRequest'],
  client_secret_missing: [400, 'A confidential client has a secret.', 'badRequest'],
  client_exists: [409, "There is already a client '{client}'.", 'conflict'],
  client_not_found: [404, "There is no client '{client}'.", 'itemNotFound'],
  next_refused: [403, 'A token is not handed over to this address.', 'forbidden'],

  // Catalogs
  displaynames_not_list: [400, 'displaynames should be a list of strings', 'badRequest'],
  uuids_not_list: [400, 'uuids should be a list of strings', 'badRequest'],
  too_many_names: [400, 'At most {limit} names of strangers in one call', 'badRequest'],
  names_exhausted: [429, 'Too many names were asked for; try again in {seconds} s.', 'overLimit'],

  // Quota
  provisions_missing: [400, 'Provisions are missing.', 'badRequest'],
  provisions_not_list: [400, 'Provisions should be a list.', 'badRequest'],
  too_many_provisions: [400, 'A commission has at most {limit} provisions.', 'badRequest'],
  malformed_provision: [400, 'Malformed provision {provision}', 'badRequest'],
  unpaired_provision: [
    400,
    'Malformed provision: {resource} of {holder} is not matched by the shares of its users',
    'badRequest',
  ],
  quantity_too_large: [
    400,
    'Malformed provision: the quantity of {resource} does not fit in 64 bits',
    'badRequest',
  ],
  option_not_boolean: [400, '"{option}" option should be a boolean.', 'badRequest'],
  name_not_string: [400, 'Commission name should be a string.', 'badRequest'],
  repeated_key: [409, 'The idempotency key was used for another commission.', 'conflict'],
  resource_forbidden: [403, 'Component {component} may not charge {resource}.', 'forbidden'],
  force_forbidden: [403, 'Component {component} may not force a commission.', 'forbidden'],
  // 413 would be read as a full quota.
  commissions_too_fast: [429, 'Too many commissions; try again in {seconds} s.', 'overLimit'],
  no_holding: [404, 'There is no such holding {holder}, {source}, {resource}', 'itemNotFound'],
  no_capacity: [413, '{holder} has not enough capacity of {resource}.', 'overLimit'],
  no_quantity: [413, '{holder} attempts to release more {resource} than it contains.', 'overLimit'],
  accept_or_reject: [400, 'Specify either accept or reject action.', 'badRequest'],
  serials_not_lists: [400, '"accept" and "reject" should reference lists of serials.', 'badRequest'],
  serials_not_integers: [400, 'Serials should be integer.', 'badRequest'],
  no_user_quota: [404, "No user with UUID '{user}'", 'itemNotFound'],
  no_project_quota: [404, "No project with UUID '{project}'", 'itemNotFound'],
  serial_not_found: [404, 'serial {serial} does not exist', 'itemNotFound'],
  serial_in_both: [400, 'cannot both accept and reject serial {serial}', 'badRequest'],

  // Accounts
  user_not_found: [404, "There is no user '{user}'.", 'itemNotFound'],
  user_exists: [409, 'There is already a user with the e-mail {email}.', 'conflict'],
  bad_email: [400, "'{email}' is not an e-mail address.", 'badRequest'],
  no_user_administration: [403, 'You may not administer users.', 'forbidden'],
  last_administrator: [
    409,
    'The cloud would have no administrator any more: make somebody else one first.',
    'conflict',
  ],
  own_account: [409, 'Nobody does this to his own account: another administrator can.', 'conflict'],
  invalid_action: [400, 'Invalid action', 'badRequest'],
  link_not_sent: [
    409,
    'No link was sent: the e-mail is verified already, or had its mails of this hour.',
    'conflict',
  ],
  name_missing: [400, 'First and last name are needed.', 'badRequest'],
  name_malformed: [400, 'A name is one line of text.', 'badRequest'],
  wrong_user_state: [409, 'Failed to {action}: The account is {status}.', 'conflict'],
  link_unknown: [
    404,
    'This link was used, is older than three days, or a newer one was sent.',
    'itemNotFound',
  ],
  user_accepted: [409, 'Only an account that was never accepted can be deleted.', 'conflict'],
  project_exists: [409, 'There is already a project {uuid}.', 'conflict'],
  group_not_found: [404, 'Group named {group} does not exist', 'itemNotFound'],
  project_not_found: [404, "There is no project '{project}'.", 'itemNotFound'],
  no_project_id: [403, 'Project id not specified', 'forbidden'],
  project_not_alive: [409, 'Project {project} is not alive.', 'conflict'],
  membership_not_found: [404, 'There is no membership of project {project}.', 'itemNotFound'],
  not_a_member: [403, 'The user is not a member of project {project}.', 'forbidden'],

  // Projects
  project_name_malformed: [
    400,
    "'{name}' is not a name for a project: it is written like a domain, such as genomics.lab.example.org, in at most 80 characters.",
    'badRequest',
  ],
  project_text_too_long: [400, 'The field {field} has at most {limit} characters.', 'badRequest'],
  end_date_passed: [400, 'Invalid end_date: it has passed already.', 'badRequest'],
  no_such_owner: [400, 'User does not exist.', 'badRequest'],
  owner_is_another: [
    403,
    'Only an administrator of projects can name somebody else as the owner.',
    'forbidden',
  ],
  bad_resource_policies: [400, 'Malformed resource policies: there is no resource {resource}.', 'badRequest'],
  member_above_project: [
    400,
    'Malformed resource policies: a member cannot have more of {resource} than the whole project.',
    'badRequest',
  ],
  too_many_applications: [
    409,
    'You have reached the maximum number of pending project applications: {limit}.',
    'conflict',
  ],
  project_not_initialized: [409, 'Project {project} has not been approved yet.', 'conflict'],
  project_not_active: [409, 'Project {project} is not active.', 'conflict'],
  project_not_suspended: [409, 'Project {project} is not suspended.', 'conflict'],
  project_not_terminated: [409, 'Project {project} is not terminated.', 'conflict'],
  project_name_taken: [409, "There is already a project named '{name}'.", 'conflict'],
  base_project_fixed: [409, 'The {field} of system project {project} cannot be changed.', 'conflict'],
  base_project_stays: [409, 'System project {project} cannot be terminated.', 'conflict'],
  application_not_found: [404, 'There is no application {application}.', 'itemNotFound'],
  application_not_last: [
    409,
    '{application} is not a pending application for project {project}.',
    'conflict',
  ],
  decision_in_force: [
    409,
    'What was decided about application {application} is in force, and cannot be taken back.',
    'conflict',
  ],
  application_in_wrong_state: [
    409,
    "Cannot {action} application {application} in state '{state}'",
    'conflict',
  ],
  no_permission: [403, 'You do not have the permissions to perform this action.', 'forbidden'],
  project_forbidden: [403, 'You may not see project {project}.', 'forbidden'],
  no_membership: [404, 'This is not a valid membership request.', 'itemNotFound'],
  membership_forbidden: [403, 'You may not see this membership.', 'forbidden'],
  already_member_or_asked: [409, 'Request or membership already exists.', 'conflict'],
  already_member: [409, 'Membership already exists.', 'conflict'],
  not_requested: [409, 'This is not a valid membership request.', 'conflict'],
  not_accepted: [409, 'This is not an accepted membership.', 'conflict'],
  joining_closed: [409, 'The project takes no new members.', 'conflict'],
  leaving_closed: [409, 'The members of the project cannot leave it.', 'conflict'],
  project_full: [409, 'You have reached the maximum number of members for this Project.', 'conflict'],
  unknown_users: [409, 'Unknown users: {user}', 'conflict'],
  no_project_to_enroll: [409, "There is no project '{project}'.", 'conflict'],
  unknown_state: [400, 'Unrecognized state {state}', 'badRequest'],
  unknown_mode: [400, 'Unrecognized mode {mode}', 'badRequest'],
  bad_project_id: [400, 'Invalid project ID: {id}', 'badRequest'],
  no_action: [400, 'No recognized action', 'badRequest'],
  many_actions: [400, 'Multiple actions not supported', 'badRequest'],
  bad_action: [400, 'Malformed action: {reason}', 'badRequest'],

  no_base_project: [
    409,
    'The account has no project of its own yet: accept it first (user-modify --accept).',
    'conflict',
  ],

  // Mails
  mail_not_found: [404, 'There is no mail {id}.', 'itemNotFound'],
  mail_ended: [409, 'Mail {id} was sent already, or waits to be sent.', 'conflict'],
  no_mail_server: [409, 'The cloud has no mail server: set EMAIL_HOST and start it again.', 'conflict'],

  feedback_malformed: [400, 'A message has from 1 to {limit} characters.', 'badRequest'],
  feedback_too_often: [429, 'You wrote several messages already; try again in {seconds} s.', 'overLimit'],
  feedback_to_nobody: [
    502,
    'Nobody reads messages here: the operator has named no address for them.',
    'badGateway',
  ],
  statistics_forbidden: [403, 'You may not see statistics.', 'forbidden'],

  // Components
  component_not_found: [404, "There is no component '{component}'.", 'itemNotFound'],
  component_exists: [409, "There is already a component '{component}'.", 'conflict'],
  component_name_malformed: [400, 'A component is named with letters, digits and . _ - only.', 'badRequest'],
  component_url_malformed: [
    400,
    "'{url}' is not an address: it begins with http:// or https://",
    'badRequest',
  ],
  component_has_commissions: [
    409,
    "Component '{component}' has {count} pending commissions: settle them first (commission-list).",
    'conflict',
  ],
  service_of_other_component: [409, "Service '{service}' belongs to component '{component}'.", 'conflict'],
  resource_of_other_component: [409, "Resource '{resource}' belongs to component '{component}'.", 'conflict'],
  service_not_found: [404, "There is no service '{service}'.", 'itemNotFound'],
  resource_not_found: [404, "There is no resource '{resource}'.", 'itemNotFound'],
  resource_of_other_service: [
    400,
    "Resource '{resource}' has the origin '{origin}', and is not of service '{service}'.",
    'badRequest',
  ],
  commission_not_found: [404, 'There is no pending commission {serial}.', 'itemNotFound'],
  terms_not_found: [404, 'There are no terms {id}.', 'itemNotFound'],
  terms_superseded: [409, 'There are newer terms: read and sign those.', 'conflict'],
  terms_unreadable: [400, 'The terms cannot be used: {reason}', 'badRequest'],
  provider_malformed: [
    400,
    "'{provider}' is not the name of a way to log in, such as local or ldap.",
    'badRequest',
  ],
  profile_name_malformed: [400, 'A profile has a name of at most 255 characters.', 'badRequest'],
  group_name_malformed: [400, 'A group has a name of at most 255 characters, without commas.', 'badRequest'],
  profile_exists: [409, "There is already a profile '{profile}': give --update to change it.", 'conflict'],
  profile_not_found: [404, "There is no profile '{profile}'.", 'itemNotFound'],
  resource_ui_only: [400, "Resource '{resource}' cannot be visible in the console only.", 'badRequest'],
});

type Code = keyof typeof catalogue.rows;

/** Makes the error of a row. */
export const { error } = catalogue;

/** Whether something thrown is the refusal of a row. */
export const isRefusal = catalogue.is;

/** Throws the error of a row. A declared function, so that the compiler knows that nothing runs after it. */
export function fail(code: Code, params?: ErrorParams, extra?: ErrorExtra): never {
  throw error(code, params, extra);
}
