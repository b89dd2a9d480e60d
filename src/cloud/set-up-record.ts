import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writePrivateFile } from './private-file.ts';

const Steps = z.record(z.string(), z.string());

/** Which steps of the first start are done, kept in `setup.json`; a start that died goes on where it was. */
export interface SetUpRecord {
  done(step: string): boolean;
  finish(step: string, at: Date): void;
}

/** Opens the record of a data directory. */
export function openSetUpRecord(dataDirectory: string): SetUpRecord {
  const path = join(dataDirectory, 'setup.json');
  const read = (): Record<string, string> => Steps.parse(readJsonFile(path) ?? {});
  return {
    done: (step) => Object.hasOwn(read(), step),
    finish: (step, at) => {
      // read again: processes with other roles finish other steps meanwhile
      const steps = { ...read(), [step]: at.toISOString() };
      writePrivateFile(path, `${JSON.stringify(steps, undefined, 2)}\n`);
    },
  };
}
