import { IconFile, IconFolder } from '@tabler/icons-react';
import { say } from '#text/palette';
import { searchFiles } from '../../api/search-files.ts';
import { containerWord } from '../../pages/files/container-words.ts';
import { plainName } from '../../text/plain-name.ts';
import type { AreaPalette, Found } from '../area.ts';

/** As many as the palette shows of a group. */
const MOST = 6;

export const palette: AreaPalette = {
  title: say.files,
  async ask(text, { person, navigate }, signal) {
    const { rows } = await searchFiles(person.uuid, text, undefined, { offset: 0, limit: MOST, signal });
    return rows.map(({ container, name, folder }): Found => {
      const parts = name.replace(/\/$/, '').split('/');
      const last = parts.pop() ?? name;
      const above = parts.map((part) => `${part}/`).join('');
      return {
        key: `file-${container}/${name}`,
        label: plainName(last),
        detail: plainName([containerWord(container), ...parts].join('/')),
        icon: folder ? IconFolder : IconFile,
        go: () =>
          navigate({
            to: '/files',
            search: folder
              ? { container, folder: `${above}${last}/` }
              : { container, ...(above === '' ? {} : { folder: above }), details: name },
          }),
      };
    });
  },
};
