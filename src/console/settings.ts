import { z } from 'zod';
import { sharedSettings } from '#platform/service/shared-settings';
import { setting, type SettingsOf } from '#platform/settings';

const port = z.int().min(1024).max(65_535);

export const consoleSettings = {
  SCREENS_PER_USER: setting(z.int().min(1), 8, 'Screens that one person may have open at a time.'),
  SCREENS_PER_PROCESS: setting(
    // as many as identity is asked about at a time
    z.int().min(1).max(10_000),
    200,
    'Screens that one console process relays at a time.',
  ),
  SCREEN_MAX_SECONDS: setting(
    z.int().min(1),
    8 * 3600,
    'A screen is closed after this time, however it is used.',
  ),
  SCREEN_SESSION_SECONDS: setting(
    z.int().min(1).max(60),
    15,
    'How often it is asked whether the sessions and tokens that opened screens still hold; a screen ends with its own.',
  ),
  SCREEN_PING_SECONDS: setting(z.int().min(1), 30, 'How often a viewer must show that it is still there.'),
  VNC_DOOR_ADDRESS: sharedSettings.VNC_DOOR_ADDRESS,
  VNC_DOOR_FIRST_PORT: setting(port, 25_000, 'First of the ports that plain VNC is answered on.'),
  VNC_DOOR_LAST_PORT: setting(port, 30_000, 'Last of these ports.'),
  SCREEN_ALLOWED_ORIGINS: setting(
    z.array(z.url().max(300)).max(100),
    [],
    'Origins, besides that of the base address, whose pages may open screens.',
  ),
};

export type ConsoleSettings = SettingsOf<typeof consoleSettings>;
