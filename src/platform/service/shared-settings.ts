import { z } from 'zod';
import { setting } from '../settings.ts';

/** Settings that several services read: one row, since a name means one thing in the whole cloud. */
export const sharedSettings = {
  RESCUE_IMAGE_PATH: setting(
    z.string().regex(/^\/[^\0]{1,1000}$/),
    '/usr/share/synnefo/rescue-images',
    'Folder of rescue media on the hosts of machines.',
  ),
  VNC_DOOR_ADDRESS: setting(
    z.union([z.literal(''), z.ipv4(), z.ipv6()]),
    '',
    'Address on which programs that speak plain VNC find screens, such as 0.0.0.0; empty when screens are in browsers only. What they see travels unencrypted.',
  ),
  PITHOS_RESOURCE_MAX_METADATA: setting(
    z.number().int().min(0),
    32,
    'Items of metadata that an account, container or object may have; of an image, the fixed ones counted.',
  ),
};
