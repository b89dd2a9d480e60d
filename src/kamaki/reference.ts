import { commandReference } from '#platform/commands/reference';
import { LOCATION_HELP } from './cli/location.ts';
import { commands } from './commands.ts';

const INTRODUCTION = `# kamaki

Generated from the code by \`npm run reference\`.

The command line of the cloud's users. It begins with the address and the token (the console shows both under
"Keys & API access"):

    bin/kamaki config set cloud.default.url http://127.0.0.1:8080/astakos/identity/v2.0
    bin/kamaki config set cloud.default.token        # the token is asked for, so that no history keeps it
    bin/kamaki user authenticate

Settings are kept in \`~/.kamakirc\` (another file with \`-c\` or \`KAMAKI_CONFIG\`) in the format of kamaki 0.16, which reads
the same file; comments in it stay. (For this client the address alone, such as http://127.0.0.1:8080, is enough; kamaki 0.16 wants all of it.) Several clouds are told apart by \`--cloud NAME\` and \`default_cloud\`. The older options
of the Administrator's Guide (\`user.url\`, \`image.url\`, \`file.url\`, \`token\`) are understood, too.

Every command takes \`-h\`, \`--json\` (or \`-o json\`, \`--output-format json\`), \`--cloud\`, \`-c\`, \`-o GROUP.OPTION=VALUE\`, \`-v\` (requests and
answers, tokens masked), \`-d\` (bodies, too), \`-s\` (no remarks) and \`--no-progress\`, anywhere on the line.

The proxy variables \`http_proxy\`, \`https_proxy\` and \`no_proxy\` are obeyed, in small or capital letters; \`all_proxy\` and SOCKS are not. A cloud on this
machine (127.0.0.1, localhost) is reached directly.

Answers go to standard output, remarks and progress to standard error. The exit code is 0 when all went well, 1 when
something was refused or failed, 2 for a wrong line, 130 when it was stopped.

${LOCATION_HELP} The guide's spelling is understood, too: \`file list images\` and \`file upload disk.raw images\` mean
the container "images", when there is one.
`;

/** The page of all commands for `docs/`; the same code gives the same bytes. */
export function kamakiReference(): string {
  return [INTRODUCTION, ...commands.map((command) => commandReference('kamaki', command))].join('\n');
}
