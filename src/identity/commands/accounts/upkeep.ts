import { endExpiredSessions } from '../../domain/sign-in/sign-in.ts';
import { fixSuperusers } from '../../domain/accounts/fix-superusers.ts';
import { defineCommand } from '../command.ts';

const fixSuperusersCommand = defineCommand({
  name: 'fix-superusers',
  summary: 'Let administrators who have no way to log in do so by password, with the terms signed',
  help: 'Their password is set by user-modify --password.',
  async run({ service, out }) {
    const count = await fixSuperusers(service);
    out.line(count === 0 ? 'No superuser needed a fix.' : `Fixed ${count} superuser(s).`);
  },
});

const cleanupFull = defineCommand({
  name: 'cleanup-full',
  summary: 'Remove sessions that are over; the running cloud does so every minute',
  async run({ service, out }) {
    out.note(`${await endExpiredSessions(service)} expired sessions were removed.`);
  },
});

export const upkeepCommands = [fixSuperusersCommand, cleanupFull];
