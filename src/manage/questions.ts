import { CommandError, type CommandQuestions } from '#platform/command';
import { readBody } from '#contract/transport';

/** Longest secret read from standard input. */
const MAX_SECRET_BYTES = 4096;

/** Loaded by the first question: most commands ask none. */
const prompts = () => import('@inquirer/prompts');

/** Questions at the terminal; `assumeYes` answers every confirmation. Secrets may also come through standard input. */
export function terminalQuestions(assumeYes: boolean): CommandQuestions {
  const terminal = process.stdin.isTTY === true;
  return {
    confirm: async (message) => {
      if (assumeYes) return true;
      if (!terminal)
        throw new CommandError(`${message} Give --yes to answer yes where there is nobody to ask.`);
      return (await prompts()).confirm({ message, default: false }, { output: process.stderr });
    },
    secret: async (message) => {
      if (terminal) return (await prompts()).password({ message, mask: '*' }, { output: process.stderr });
      const text = (await readBody(process.stdin, MAX_SECRET_BYTES)).toString('utf8').replace(/\r?\n$/, '');
      if (text === '') throw new CommandError(`${message} Nothing came on standard input.`);
      return text;
    },
  };
}
