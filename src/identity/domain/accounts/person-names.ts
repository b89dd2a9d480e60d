import { fail } from '../../errors.ts';

const MAX_NAME = 256;

/** A first and a last name without blanks around them; refused when one is missing, or is no line of text. */
export function checkedNames(names: { firstName: string; lastName: string }): {
  firstName: string;
  lastName: string;
} {
  const firstName = names.firstName.trim();
  const lastName = names.lastName.trim();
  if (firstName === '' || lastName === '') fail('name_missing');
  if (/\p{Cc}/u.test(firstName + lastName)) fail('name_malformed');
  return { firstName: firstName.slice(0, MAX_NAME), lastName: lastName.slice(0, MAX_NAME) };
}
