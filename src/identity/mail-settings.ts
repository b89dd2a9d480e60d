import { z } from 'zod';
import { mailboxText } from '#platform/service/branding-settings';
import { secretText, setting } from '#platform/settings';
import { Secret } from '#platform/secret';

const MAX_PEOPLE = 100;
const address = z.email().max(254);
/** One line: it becomes a part of a header. */
const line = z
  .string()
  .max(320)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const person = z.tuple([z.string().max(200), address]);
const people = z.array(person).max(MAX_PEOPLE);
const recipients = z
  .array(z.union([person, address]))
  .max(MAX_PEOPLE)
  .optional();

const pairs = 'as pairs of name and e-mail: `[["Ada", "ada@example.org"]]`';

/** Who sends mails, by which server, and who is told what. */
export const mailSettings = {
  EMAIL_HOST: setting(
    z.string().max(255),
    '',
    'Mail server that takes the mails of the cloud. While it is empty mails are kept and shown to administrators.',
  ),
  EMAIL_PORT: setting(
    z.int().min(1).max(65535),
    25,
    'Its port; on 465 the connection is encrypted from the start.',
  ),
  EMAIL_HOST_USER: setting(line, '', 'Name to log in to the mail server with; without one nobody logs in.'),
  EMAIL_HOST_PASSWORD: setting(secretText, new Secret(''), 'Password to log in to the mail server with.'),
  EMAIL_USE_TLS: setting(
    z.boolean(),
    false,
    'Whether the connection must be encrypted by STARTTLS, with a certificate that the system trusts. On another machine a password is sent over an encrypted connection only.',
  ),
  SERVER_EMAIL: setting(mailboxText, 'Synnefo cloud <cloud@synnefo.org>', 'Sender of every mail.'),
  EMAIL_SUBJECT_PREFIX: setting(
    line,
    '',
    'What stands before the subject of mails to administrators, managers and helpdesk.',
  ),
  ADMINS: setting(people, [], `Administrators who get mails of the cloud, ${pairs}.`),
  MANAGERS: setting(people, [], `Managers who get mails of the cloud, ${pairs}.`),
  HELPDESK: setting(people, [], `Helpdesk that gets mails of the cloud, ${pairs}.`),
  ACCOUNT_NOTIFICATIONS_RECIPIENTS: setting(
    recipients,
    undefined,
    'Who is told of accounts, as pairs or as e-mails. By default `HELPDESK`, `MANAGERS` and `ADMINS`.',
  ),
  ACCOUNT_PENDING_MODERATION_RECIPIENTS: setting(
    recipients,
    undefined,
    'Who is told that an account waits to be accepted. By default those of `ACCOUNT_NOTIFICATIONS_RECIPIENTS`.',
  ),
  ACCOUNT_ACTIVATED_RECIPIENTS: setting(
    recipients,
    undefined,
    'Who is told that an account was accepted. By default those of `ACCOUNT_NOTIFICATIONS_RECIPIENTS`.',
  ),
  FEEDBACK_NOTIFICATIONS_RECIPIENTS: setting(
    recipients,
    undefined,
    'Who gets what users write to the people of the cloud. By default `HELPDESK`.',
  ),
  PROJECT_NOTIFICATIONS_RECIPIENTS: setting(
    recipients,
    undefined,
    'Who is told of decisions about projects, as pairs or as e-mails. By default `HELPDESK` and `MANAGERS`.',
  ),
  PROJECT_CREATION_RECIPIENTS: setting(
    recipients,
    undefined,
    'Who is told that a new project is asked for. By default those of `PROJECT_NOTIFICATIONS_RECIPIENTS`.',
  ),
  PROJECT_MODIFICATION_RECIPIENTS: setting(
    recipients,
    undefined,
    'Who is told that a change of a project is asked for. By default those of `PROJECT_NOTIFICATIONS_RECIPIENTS`.',
  ),
  MAIL_TEMPLATES_DIRECTORY: setting(
    z.string().max(4096),
    '',
    'Folder with texts of mails that stand in the place of those of the program, by the same names, such as `im/welcome_email.txt`.',
  ),
  MAIL_KEEP_DAYS: setting(
    z.int().min(1).max(3650),
    90,
    'Days that mails which were sent, given up or kept can be looked at.',
  ),
};
