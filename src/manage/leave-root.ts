/** Only root has anything to leave, and needs the code for it. */
export async function leaveRoot(dataDirectory: string): Promise<void> {
  if (process.getuid?.() === 0) (await import('#cloud/become-owner')).becomeOwner(dataDirectory);
}
