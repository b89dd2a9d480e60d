import { CommandError } from '#platform/commands/command-error';
import { refreshAll } from '../../domain/backends/figures.ts';
import { defineCommand } from '../command.ts';
import { FIGURE_TITLES, figuresRow } from './figures-table.ts';

export const backendUpdateStatus = defineCommand({
  name: 'backend-update-status',
  summary: 'Read anew how much room each back end has, and which disk templates; offline ones are left out',
  async run({ service, out }) {
    const refreshed = await refreshAll(service);
    const done = refreshed.filter(({ failure }) => failure === undefined);
    out.table(
      ['id', 'clustername', ...FIGURE_TITLES, 'disk_templates'],
      done.map(({ backend }) => [
        backend.id,
        backend.clustername,
        ...figuresRow(backend),
        backend.diskTemplates,
      ]),
    );
    const failed = refreshed.filter(({ failure }) => failure !== undefined);
    for (const { backend, failure } of failed) out.note(`${backend.clustername}: ${failure}`);
    if (failed.length > 0)
      throw new CommandError(`${failed.length} of ${refreshed.length} back ends could not be asked.`);
  },
});
