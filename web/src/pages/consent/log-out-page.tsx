import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { say } from '#text/consent';
import { leave } from './leave.ts';

/** Where other user interfaces send people to log out: the address alone ends nothing (G15). */
export function LogOutPage() {
  useDocumentTitle(say.logOut);
  return (
    <>
      <h1>{say.logOut}</h1>
      <Button size="md" fullWidth onClick={() => void leave()}>
        {say.logOut}
      </Button>
    </>
  );
}
