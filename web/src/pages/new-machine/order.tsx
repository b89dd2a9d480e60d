import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { say } from '#text/new-machine';
import { ApiError, reasonOf } from '../../api/api-error.ts';
import { AskForMore } from '../../parts/ask-for-more.tsx';
import type { Problems } from '../../parts/form/use-form.ts';
import type { Use } from '../../text/resources.ts';
import { tooMuch, tooSmall } from './choice.ts';
import type { Choices } from './choices.ts';
import { extraProblems, refusedField } from './extras.ts';
import type { Wishes } from './wishes.ts';

const LONGEST_NAME = 255;
const LONGEST_TAG = 128;

/** What stands in the way, by field, said before anything is sent. */
export function problemsOf(choices: Choices, uses: Use[]): Problems<Wishes> {
  const { image, flavor, name, address, count, tags, extras } = choices;
  const found: Problems<Wishes> = { ...extraProblems(extras) };
  if (image === undefined) found.image = say.noImage;
  if (flavor === undefined) found.size = say.noSize;
  else if (tooSmall(flavor, image) !== '')
    found.size = say.chooseLargerDisk({ why: tooSmall(flavor, image) });
  else if (tooMuch(flavor, uses, count) !== '')
    found.size = say.overQuota({ over: tooMuch(flavor, uses, count) });
  if (address !== undefined && count > 1) found.networks = say.oneHasAddress;
  if (tags.some((tag) => tag.includes('/') || tag.length > LONGEST_TAG)) found.tags = say.badTag;
  if (name.trim() === '') found.name = say.giveName;
  if (name.length > LONGEST_NAME) found.name = say.nameTooLong({ most: LONGEST_NAME, length: name.length });
  return found;
}

/** The fields that a refusal of the cloud is about; undefined when it is about none. */
export function refusalOf(error: unknown, wishes: Wishes): Problems<Wishes> | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const field = refusedField(error, wishes);
  if (field !== undefined) return { [field]: error.message };
  return error.status === 409 ? { networks: error.message } : undefined;
}

/** Why the cloud did not take the order, where no field of it is the reason. */
export function refusalWords(error: unknown): ReactNode {
  if (error instanceof ApiError && error.status === 413)
    return (
      <OverQuota
        message={say.refusedQuota({
          reason: error.shortages === '' ? `${error.message} ${error.details}`.trim() : error.message,
        })}
        shortages={error.shortages}
      />
    );
  if (error instanceof ApiError && error.status === 503) return say.noRoomNow({ reason: error.message });
  return reasonOf(error);
}

/** It is the quota: something must be given back first, or more be asked for. */
export function OverQuota({ message, shortages }: { message: string; shortages: string }) {
  return (
    <>
      {say.giveBack({
        message,
        machines: (words) => (
          <Link to="/machines" search={{ view: 'table', sort: '-disk' }} className="link">
            {words}
          </Link>
        ),
      })}{' '}
      {shortages !== '' && <AskForMore shortages={shortages} />}
    </>
  );
}
