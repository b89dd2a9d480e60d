// Builds the console into `web/dist`, once in each language.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { consoleIn, LANGUAGES } from './vite.config.ts';

rmSync(join(import.meta.dirname, 'dist'), { recursive: true, force: true });
for (const language of LANGUAGES)
  await build({ ...consoleIn(language), configFile: false, logLevel: 'error' });
