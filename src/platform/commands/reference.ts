import { type ReadableCommand, YES } from './program.ts';

/** The part of a reference page that tells of one command; the same code gives the same bytes. */
export function commandReference(program: string, command: ReadableCommand): string {
  const usage = [program, command.name, ...command.args.map(({ notation }) => notation)].join(' ');
  const explained = command.args.filter(({ help }) => help !== '');
  const options = [
    ...Object.values(command.options),
    ...(command.asks === undefined ? [] : [YES, ...command.asks]),
  ].filter(({ isHidden }) => isHidden !== true);
  const rows = [
    ...explained.map(({ notation, help }) => `| \`${bars(notation)}\` | ${cell(help)} |`),
    ...options.map(({ flags, help }) => `| \`${bars(flags)}\` | ${cell(help)} |`),
  ];
  const title = explained.length === 0 ? 'option' : 'argument or option';
  const also = command.aliases.length === 0 ? '' : ` Also: ${command.aliases.join(', ')}.`;
  return [
    `## ${command.name}`,
    '',
    `${command.summary}.${also}`,
    '',
    `    ${usage}`,
    ...(command.help === undefined ? [] : ['', ...command.help.split('\n').map((line) => `    ${line}`)]),
    ...(rows.length === 0 ? [] : ['', `| ${title} | meaning |`, '|---|---|', ...rows]),
    '',
  ].join('\n');
}

function bars(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function cell(text: string): string {
  return bars(text).replaceAll('<', '&lt;');
}
