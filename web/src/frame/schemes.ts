import type { MantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun, type Icon } from '@tabler/icons-react';
import { say } from '#text/frame';

/** How the console may look. */
export const SCHEMES: { value: MantineColorScheme; label: string; icon: Icon }[] = [
  { value: 'auto', label: say.asTheSystem, icon: IconDeviceDesktop },
  { value: 'light', label: say.light, icon: IconSun },
  { value: 'dark', label: say.dark, icon: IconMoon },
];
