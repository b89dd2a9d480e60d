import { assembly } from '#cloud/assembly';
import { servicesDocument } from '#platform/service/export-catalog';
import { writeJson } from '#contract/json';
import type { Streams } from '#platform/commands/output';

const USAGE = `Usage: snf-service-export <component> <base-url>

Prints the services of a component of this cloud and what they count, for its own base address, as \`snf-manage
service-import --json -\` reads them. Needs no cloud and no database.
`;

/** Runs `snf-service-export` and answers its exit status. */
export function serviceExport(argv: readonly string[], streams: Streams): number {
  if (argv.includes('-h') || argv.includes('--help')) {
    streams.out(USAGE);
    return 0;
  }
  const [name, baseUrl] = argv;
  if (name === undefined || baseUrl === undefined || argv.length > 2) {
    streams.err('error: give a component and its base address (--help shows the usage)\n');
    return 2;
  }
  const component = assembly.components.find((each) => each.name === name);
  if (component === undefined) {
    const known = assembly.components.map((each) => each.name).join(', ');
    streams.err(`There is no component '${name}': it is one of ${known}.\n`);
    return 1;
  }
  if (!isAddress(baseUrl)) {
    streams.err(`error: '${baseUrl}' is not an address: it begins with http:// or https://\n`);
    return 2;
  }
  streams.out(servicesText(name, baseUrl));
  return 0;
}

/** The document of one of the cloud's components. */
export function servicesText(name: string, baseUrl: string): string {
  const component = assembly.components.find((each) => each.name === name)!;
  return `${writeJson(servicesDocument(baseUrl.replace(/(?<!\/)\/+$/, ''), component), 4)}\n`;
}

export function isAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}
