import { ApiError, reasonOf } from '../../api/api-error.ts';
import type { Flavor } from '../../api/flavors.ts';
import { imageProperty, type Image } from '../../api/images.ts';
import type { Use } from '../../text/resources.ts';
import { tooMuch, tooSmall } from './choice.ts';
import type { SectionName } from './draft.ts';

/** What stands in the way of a machine, and the section where it can be changed. */
export interface Problem {
  section?: SectionName;
  message: string;
  /** It is the quota: something must be given back first. */
  overQuota?: boolean;
}

const LONGEST_NAME = 255;

/** What stands in the way, said before anything is sent. */
export function problemOf(choice: {
  image: Image | undefined;
  flavor: Flavor | undefined;
  name: string;
  uses: Use[];
}): Problem | undefined {
  const { image, flavor, name, uses } = choice;
  if (image === undefined) return { section: 'image', message: 'There is no image to make a machine from.' };
  if (flavor === undefined) return { section: 'size', message: 'There is no size to choose from.' };
  if (tooSmall(flavor, image) !== '')
    return { section: 'size', message: `${tooSmall(flavor, image)}; choose a larger disk.` };
  if (tooMuch(flavor, uses) !== '')
    return {
      section: 'size',
      message: `It does not fit your quota: ${tooMuch(flavor, uses)}.`,
      overQuota: true,
    };
  if (name.trim() === '') return { section: 'access', message: 'Give the machine a name.' };
  if (name.length > LONGEST_NAME)
    return {
      section: 'access',
      message: `The name may have ${LONGEST_NAME} characters; this has ${name.length}.`,
    };
  return undefined;
}

/** The server copies nothing of an image; what the page later shows of it goes along as metadata. */
export function metadataOf(image: Image): Record<string, string> {
  const found = { OS: imageProperty(image, 'OS'), users: imageProperty(image, 'USERS') };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
}

/** Why the cloud did not take the order, and where to change it. */
export function refusalOf(error: unknown): Problem {
  if (!(error instanceof ApiError)) return { message: reasonOf(error) };
  if (error.status === 413)
    return {
      message: `It does not fit your quota. ${error.message} ${error.details}`.trim(),
      overQuota: true,
    };
  if (error.status === 409) return { section: 'network', message: error.message };
  if (error.status === 503)
    return { message: `No room for this size right now. Your choices are kept. ${error.message}` };
  return { message: error.message };
}
