import { defineErrors } from '#platform/errors';

/** Why a viewer is turned away before a byte of the screen is read. */
const catalogue = defineErrors({
  not_own_page: [403, 'Screens are opened from the console only.', 'forbidden'],
  ticket_missing: [403, 'A ticket is needed to open a screen.', 'forbidden'],
  ticket_refused: [403, 'The ticket is used up or not valid.', 'forbidden'],
  too_many_screens: [429, 'Too many screens are open. Close one first.', 'overLimit'],
  screens_taken: [503, 'All screens are taken. Try again later.', 'serviceUnavailable'],
  no_vnc_port: [503, 'No port is free for another viewer. Try again later.', 'serviceUnavailable'],
  screen_unreachable: [503, 'The screen cannot be reached.', 'serviceUnavailable'],
});

export const { error } = catalogue;
/** Annotated, so that the compiler knows that nothing comes after it. */
export const fail: typeof catalogue.fail = catalogue.fail;
