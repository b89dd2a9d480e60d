import { say } from '#text/new-machine';
import { ApiError, reasonOf } from '../../api/api-error.ts';
import type { Flavor } from '../../api/flavors.ts';
import { imageProperty, type Image } from '../../api/images.ts';
import type { Use } from '../../text/resources.ts';
import { tooMuch, tooSmall } from './choice.ts';
import type { SectionName } from './draft.ts';
import { extraProblems, refusedField, type Extras, type ExtraProblems } from './extras.ts';

/** What stands in the way of a machine, and the section where it can be changed. */
export interface Problem {
  section?: SectionName;
  /** The fields of the extras that it is about. */
  fields?: ExtraProblems;
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
  extras: Extras;
}): Problem | undefined {
  const { image, flavor, name, uses } = choice;
  if (image === undefined) return { section: 'image', message: say.noImage };
  if (flavor === undefined) return { section: 'size', message: say.noSize };
  if (tooSmall(flavor, image) !== '')
    return { section: 'size', message: say.chooseLargerDisk({ why: tooSmall(flavor, image) }) };
  if (tooMuch(flavor, uses) !== '')
    return {
      section: 'size',
      message: say.overQuota({ over: tooMuch(flavor, uses) }),
      overQuota: true,
    };
  if (name.trim() === '') return { section: 'access', message: say.giveName };
  if (name.length > LONGEST_NAME)
    return {
      section: 'access',
      message: say.nameTooLong({ most: LONGEST_NAME, length: name.length }),
    };
  const fields = extraProblems(choice.extras);
  const [first] = Object.values(fields);
  return first === undefined ? undefined : { section: 'extras', message: first, fields };
}

/** The server copies nothing of an image; what the page later shows of it goes along as metadata. */
export function metadataOf(image: Image): Record<string, string> {
  const found = { OS: imageProperty(image, 'OS'), users: imageProperty(image, 'USERS') };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
}

/** Why the cloud did not take the order, and where to change it. */
export function refusalOf(error: unknown, extras: Extras): Problem {
  if (!(error instanceof ApiError)) return { message: reasonOf(error) };
  const field = refusedField(error, extras);
  if (field !== undefined)
    return { section: 'extras', message: error.message, fields: { [field]: error.message } };
  if (error.status === 413)
    return {
      message: say.refusedQuota({ reason: `${error.message} ${error.details}`.trim() }),
      overQuota: true,
    };
  if (error.status === 409) return { section: 'network', message: error.message };
  if (error.status === 503) return { message: say.noRoomNow({ reason: error.message }) };
  return { message: error.message };
}
