import { writeJson } from '#contract/json';
import { kamakiReference } from '#kamaki/reference';
import { allCommands } from '#manage/commands';
import { commandReference } from '#platform/commands/reference';
import type { ServiceCommand } from '#platform/commands/service-command';
import { type ApiPart, openApiDocument } from '#platform/http/openapi';
import { settingsPage } from '#platform/settings';
import { apiParts } from './api-parts.ts';
import { assembly } from './assembly.ts';
import { formerSettingsPage } from './former-settings/former-settings.ts';

/** The generated pages of `docs/`, by file name. The same code gives the same bytes. */
export async function referencePages(): Promise<Record<string, string>> {
  const parts = await apiParts();
  return {
    'settings.md': settingsReference(),
    'commands.md': commandsReference(await allCommands()),
    'kamaki.md': kamakiReference(),
    'api.md': apiReference(parts),
    'openapi.json': `${writeJson(openApiDocument(parts, '0.1.0'), 1)}\n`,
  };
}

function settingsReference(): string {
  const { services, ownSettings } = assembly;
  const groups = Object.fromEntries([
    ['The cloud as a whole', ownSettings] as const,
    ...services.map(
      ({ name, settings }) =>
        [
          `Service ${name}`,
          Object.fromEntries(Object.entries(settings).filter(([setting]) => !(setting in ownSettings))),
        ] as const,
    ),
  ]);
  return [
    '# Settings',
    '',
    'Generated from the code by `npm run reference`.',
    '',
    'Read from `*.conf` files of the settings directory in name order, then from environment variables of the same names, then',
    "from the command line; later ones win. A file is TOML, or has its lines from the original's guide as Python writes them",
    '(`ASTAKOS_MODERATION_ENABLED = False`): literals alone, whatever needs Python is refused, and `None` is the default. An unknown',
    'name or a wrong type stops the start with file and line.',
    '',
    settingsPage(groups),
    "## Settings of the original's guide that are none here",
    '',
    'They may stand in the files and set nothing; the start says so, with file and line.',
    '',
    formerSettingsPage(),
  ].join('\n');
}

function commandsReference(commands: readonly ServiceCommand<never>[]): string {
  const parts = [...commands]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((command) => commandReference('snf-manage', command));
  return [
    '# snf-manage',
    '',
    'Generated from the code by `npm run reference`. Every command also takes `--data-dir` (or `SYNNEFO_DATA_DIR`),',
    '`--config-dir`, `--output-format pretty|csv|json`, `--yes` and `--traceback`.',
    '',
    'Beside it stand `bin/snf-component-register`, which gives the commands that register a component, and `bin/snf-service-export`,',
    'which prints what a component offers and needs no cloud: `--help` says how.',
    '',
    ...parts,
  ].join('\n');
}

function apiReference(parts: readonly ApiPart[]): string {
  const sections = parts.map(({ title, routes }) => {
    const rows = routes.map((route) => {
      const condition = conditionOf(route.when);
      return `| ${route.method} | \`${escapeCell(route.path + condition)}\` | ${route.access.name} | ${escapeCell(route.summary)} |`;
    });
    return [
      `## ${title}`,
      '',
      '| method | path | access | what it does |',
      '|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  });
  return [
    '# API',
    '',
    'Generated from the tables of routes by `npm run reference`; `openapi.json` beside it has the documents of each call.',
    '',
    ...sections,
  ].join('\n');
}

function conditionOf(when: ApiPart['routes'][number]['when']): string {
  if (when?.query !== undefined) return when.query.map((name) => `?${name}`).join('&');
  if (when?.header !== undefined) return ` (${when.header})`;
  return when?.body === undefined ? '' : ` {${when.body.join(', ')}}`;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
